"""A run's model on the third step: push and download."""

TEXT: dict[str, tuple[str, str]] = {
    "model_embedded": ("Embedded title model (1M parameters)", "内置标题模型（100 万参数）"),
    "model_qwen": (
        "Qwen2.5-0.5B-Instruct (Chinese and more; download: 1 GB)",
        "Qwen2.5-0.5B-Instruct（会中文等多种语言，需下载 1 GB）",
    ),
    "model_title": ("Take the model elsewhere", "把模型带到别处"),
    "model_about": (
        "The model goes with its tokenizer, its plots and a card: what it was trained on and how it did.",
        "模型会连同分词器、图表和模型卡一起发送；模型卡写明它的训练内容和表现。",
    ),
    "model_repo": ("Repository on the Hub", "Hub 上的仓库"),
    "model_repo_info": (
        "owner/name; made if it is new. Pushing again replaces what is there.",
        "owner/name；没有则会新建。再次推送会替换其中的内容。",
    ),
    "model_public": ("Everybody may download it", "允许所有人下载"),
    "model_merge": ("Merge the adapter into its base model", "把适配器合并到基础模型中"),
    "model_no_token": (
        "To push, set HF_TOKEN (a token with write access) and start again.",
        "要推送，请设置 HF_TOKEN（有写权限的令牌）后重新启动。",
    ),
    "model_push": ("Push to the Hub", "推送到 Hub"),
    "model_fetch": ("Download as zip", "下载 zip"),
    "model_file": ("The model, to fetch", "模型文件"),
    "model_kind_whole": ("the whole model", "完整模型"),
    "model_kind_adapter": ("the adapter", "适配器"),
    "model_kind_merged": ("the adapter, merged", "合并后的适配器"),
    "model_seen_private": ("private", "私有"),
    "model_seen_public": ("public", "公开"),
    "model_pushed": (
        "is on the Hub: {kind}, {seen}, commit {commit}, {when}.",
        "已在 Hub 上：{kind}，{seen}，提交 {commit}，{when}。",
    ),
    "model_load": (
        "Compare loads it by this name too.",
        "“比较”中也可以用此名称加载它。",
    ),
    "model_failed": (
        "Not pushed to {repo}: {error}. The model is still here.",
        "未能推送到 {repo}：{error}。模型仍在本机。",
    ),
}
