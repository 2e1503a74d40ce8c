"""Who writes the titles, in the first step."""

TEXT: dict[str, tuple[str, str]] = {
    "writer_kind": ("Who writes", "用哪个模型写"),
    "writer_here": ("A model here", "本机模型"),
    "writer_address": ("A server with an address", "自定义服务器地址"),
    "writer_providers": ("Hugging Face Inference Providers", "Hugging Face 推理服务（Inference Providers）"),
    "writer_url": ("Address", "地址"),
    "writer_url_info": (
        "Of any OpenAI-compatible server; it usually ends in /v1.",
        "任何兼容 OpenAI 的服务器；通常以 /v1 结尾。",
    ),
    "writer_model": ("Model there", "模型名称"),
    "writer_model_info": ("As the server or the Hub names it.", "按服务器或 Hub 上的名称填写。"),
    "writer_key": ("Key", "密钥"),
    "writer_key_info": (
        "Used for this writing only, and kept nowhere. WRITER_API_KEY sets one for all.",
        "仅用于本次写作，不会保存。可用 WRITER_API_KEY 统一设置。",
    ),
    "writer_key_given": (
        "Leave it empty to use WRITER_API_KEY. What is typed is kept nowhere.",
        "留空则使用 WRITER_API_KEY。输入的内容不会保存。",
    ),
    "writer_asking": ("Ask for", "每次请求生成"),
    "writer_samples": ("one title in each call", "一个标题"),
    "writer_list": ("all of an idea's titles at once", "一个选题的全部标题"),
}
