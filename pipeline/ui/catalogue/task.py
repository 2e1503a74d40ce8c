"""The task's panel in the first step."""

TEXT: dict[str, tuple[str, str]] = {
    "task_title": ("The task: prompt, limits, examples", "写作要求：提示词、长度、示例"),
    "task_about": (
        "Every model that writes is given this prompt, and training learns under it. Saving a "
        "change begins a new "
        "version: the ideas get titles of its own, and titles and labels of other versions stay with theirs.",
        "每个写标题的模型都会收到此提示词，训练也以它为准。"
        "保存更改会产生新版本：选题将获得新版本的标题，"
        "其他版本的标题和标注保持不变。",
    ),
    "task_prompt_template": ("Prompt", "提示词"),
    "task_prompt_template_info": (
        "{idea} and {guidance} stand for what goes there.",
        "{idea} 和 {guidance} 表示会填入的内容。",
    ),
    "task_guidance": ("Guidance, a line each", "补充要求，每行一条"),
    "task_guidance_info": (
        "{min_chars} and {max_chars} stand for the limits.",
        "{min_chars} 和 {max_chars} 表示长度限制。",
    ),
    "task_examples": ("Titles to write like, a line each", "参考标题，每行一个"),
    "task_examples_info": (
        "Shown to models that are asked for all titles at once.",
        "一次生成全部标题时，会展示给模型。",
    ),
    "task_brainstorm_template": ("Prompt for ideas", "构思选题的提示词"),
    "task_brainstorm_template_info": ("{topic} stands for the topic.", "{topic} 表示主题。"),
    "task_min_chars": ("Shortest title", "标题最短字符数"),
    "task_max_chars": ("Longest title", "标题最长字符数"),
    "task_n_candidates": ("Titles for an idea", "每个选题的标题数"),
    "task_save": ("Save the task", "保存写作要求"),
    "task_default": ("Fill in the default", "填入默认值"),
    "task_chinese": ("Fill in Chinese titles", "填入中文标题设置"),
    "task_versions": ("Fill in a version that was used before", "填入以前用过的版本"),
    "task_upload": ("Fill in a JSON or TOML file", "从 JSON 或 TOML 文件填入"),
    "task_no_file": ("Choose a JSON or TOML file first.", "请先选择 JSON 或 TOML 文件。"),
    "task_download": ("Get it as a file", "下载为文件"),
    "task_file": ("The task as a file", "写作要求文件"),
    "task_preview_one": (
        "Asked for one title (this is what training learns under)",
        "生成一个标题（训练以此为准）",
    ),
    "task_preview_list": ("Asked for all titles at once", "一次生成全部标题"),
    "task_preview_idea": ("How bees find their way home", "蜜蜂如何找到回家的路"),
    "task_saved": (
        "This is version {version} now. Ideas without titles for it: {missing}; write titles to go on.",
        "当前版本为 {version}。有 {missing} 个选题还没有按这一版写标题，请先写标题。",
    ),
    "task_same": ("Nothing differs from the version that counts.", "与当前版本没有差别。"),
    "task_state_default": (
        "This is the default task, version {version}, which the embedded model serves.",
        "这是默认的写作要求，版本 {version}，内置模型可以使用。",
    ),
    "task_state": (
        "This is version {version}, in use since {since}. The embedded model serves only the default task; "
        "choose a chat model or an endpoint to write for this one.",
        "当前版本为 {version}，自 {since} 起使用。内置模型只支持默认的写作要求；请另选聊天模型或接口。",
    ),
    "task_state_served": (
        "This is version {version}, in use since {since}. Its prompt is the default one, so the "
        "embedded model "
        "serves it too.",
        "当前版本为 {version}，自 {since} 起使用。其提示词与默认相同，因此内置模型也可以使用。",
    ),
    "task_unsaved": (
        "What stands below is not saved yet: press “Save the task” to use it.",
        "下面的内容还没有保存：点“保存写作要求”后才生效。",
    ),
    "task_unsaved_declined": (
        "The embedded model cannot write with it; then pick another under “Model that writes”.",
        "内置模型不能按它写标题，届时请在“写标题的模型”中改选其他模型。",
    ),
    "task_others": (
        "Titles of other versions: {titles}. They stay in the list, marked, and nobody is asked about them.",
        "其他版本的标题：{titles}。它们保留在列表中并有标记，但不会再用于提问。",
    ),
}
