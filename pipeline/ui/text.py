# ruff: noqa: RUF001 - Chinese has its own punctuation
"""Every visible string, in English and in Simplified Chinese: a key enters, words in the visitor's language
leave.

Fixed labels go through `t`, which the browser resolves by its own language; sentences made on the server go
through `say`, by the language of the request. Keys are grouped by where they are seen: common, access, page,
card, create, label, train, compare. Fixed labels hold no braces; sentences hold `{name}` for what `say` fills
in.
"""

from typing import Any

import gradio as gr
from gradio.i18n import I18nData

LANGUAGES = ("en", "zh")

TEXT: dict[str, tuple[str, str]] = {
    # common
    "common_unexpected": (
        "Something went wrong and nothing was changed. The log of the app has the details.",
        "出了点问题，没有任何改动。详情请看应用日志。",
    ),
    "common_slow_down": ("That was a bit fast; wait a moment and try again.", "操作太快了，请稍等再试。"),
    "common_owner_only": (
        "This part belongs to the owner of this page. You can label and compare in the other tabs.",
        "这一部分由页面所有者操作。您可以在其他标签页中标注和比较。",
    ),
    # access
    "access_owner_link": (
        "Only the owner can do this. Open the owner link that the app printed at its start, then try again.",
        "只有所有者可以执行此操作。请打开应用启动时打印的所有者链接，然后重试。",
    ),
    "access_owner_space": (
        "Only the owner can do this. Sign in with an account that this Space lists as owner and try again.",
        "只有所有者可以执行此操作。请用此 Space 列为所有者的账号登录，然后重试。",
    ),
    "access_wrong_link": (
        "This owner link is not valid. The app prints the valid one when it starts.",
        "此所有者链接无效。应用启动时会打印有效的链接。",
    ),
    # page
    "page_title": ("Title Tuner", "Title Tuner"),
    "page_tagline": (
        "Teach a small language model your taste in YouTube titles.",
        "把你对 YouTube 标题的品味，教给一个小语言模型。",
    ),
    "page_owner": ("Owner", "所有者"),
    "page_create": ("1 Create", "1 生成"),
    "page_label": ("2 Label", "2 标注"),
    "page_train": ("3 Train", "3 训练"),
    "page_compare": ("4 Compare", "4 比较"),
    # card
    "card_region": ("Pick the better of two titles", "从两个标题中选出更好的一个"),
    "card_idea": ("Video idea", "视频创意"),
    "card_question": ("Which title is better?", "哪个标题更好？"),
    "card_tie": ("Equal", "差不多"),
    "card_neither": ("Neither", "都不行"),
    "card_skip": ("Skip", "跳过"),
    "card_undo": ("Undo", "撤销"),
    "card_progress": ("answered", "已完成"),
    "card_loading": ("Fetching titles …", "正在获取标题……"),
    "card_saving": ("Saving your last answers …", "正在保存刚才的选择……"),
    "card_away": (
        "The server cannot be reached. Your answers are kept here and sent as soon as it is back.",
        "无法连接服务器。您的选择已保留在这里，恢复后会自动发送。",
    ),
    "card_retry": ("Try again", "重试"),
    "card_gone": (
        "That pair was open for too long and went back; here is the next one.",
        "那一对标题打开太久，已被收回；这是下一对。",
    ),
    "card_nothing_to_undo": ("There is nothing to take back.", "没有可以撤销的内容。"),
    "card_taken_back": ("Taken back. Choose again.", "已撤销，请重新选择。"),
    "card_empty_preference": ("There are no titles to label yet.", "还没有可标注的标题。"),
    "card_empty_preference_next": (
        "Add some ideas and have titles written for them first.",
        "请先添加创意，并为它们生成标题。",
    ),
    "card_empty_preference_go": ("Go to Create", "前往“生成”"),
    "card_empty_comparison": ("There is nothing to judge yet.", "还没有可评判的内容。"),
    "card_empty_comparison_next": (
        "The owner makes a comparison of the tuned model with the base model first.",
        "所有者需要先创建一次微调模型与基础模型的比较。",
    ),
    "card_empty_comparison_go": ("Go to Train", "前往“训练”"),
    "card_finished_preference": ("Nothing left to label. Thank you!", "全部标注完毕，谢谢！"),
    "card_finished_preference_next": (
        "Every pair has your answer. The next step is to train the model on them.",
        "每一对标题都有了您的选择。下一步是用它们训练模型。",
    ),
    "card_finished_preference_go": ("Go to Train", "前往“训练”"),
    "card_finished_comparison": ("Nothing left to judge. Thank you!", "全部评判完毕，谢谢！"),
    "card_finished_comparison_next": (
        "Every pair of this comparison has your verdict. Refresh the result to see where it stands.",
        "本次比较的每一对都有了您的评判。刷新结果即可查看。",
    ),
    "card_finished_comparison_go": ("See the result", "查看结果"),
    "card_later": (
        "Other people hold the last pairs just now; this page looks again by itself.",
        "剩下的标题正由其他人处理；本页会自动再次查看。",
    ),
}


def t(key: str) -> I18nData:
    """The fixed label under the key, which the browser shows in its own language. KeyError for an unknown
    key.
    """
    if key not in TEXT:
        raise KeyError(f"text.TEXT has no {key!r}; add it in both languages.")
    return I18nData(key)


def say(key: str, lang: str, **params: Any) -> str:
    """The sentence under the key in `lang` ("en" or "zh"), with its parameters filled in."""
    return TEXT[key][LANGUAGES.index(lang)].format(**params)


def words(prefix: str) -> dict[str, dict[str, str]]:
    """Both languages of every key with this prefix, for a component whose own script picks one."""
    keys = [key for key in TEXT if key.startswith(prefix)]
    return {lang: {key: TEXT[key][n] for key in keys} for n, lang in enumerate(LANGUAGES)}


def language(request: Any) -> str:
    """`zh` when the request prefers any Chinese, else `en`: the rule by which the page picks its labels."""
    headers = getattr(request, "headers", None) or {}
    first = str(headers.get("accept-language") or "").split(",")[0].strip().lower()
    return "zh" if first.startswith("zh") else "en"


def translations() -> gr.I18n:
    """What `launch(i18n=...)` takes. Gradio knows the locales zh-CN and zh-TW; CHINESE_LOCALE maps the others
    on them.
    """
    english, chinese = ({key: both[n] for key, both in TEXT.items()} for n in range(2))
    return gr.I18n(**{"en": english, "zh-CN": chinese, "zh-TW": chinese})


CHINESE_LOCALE = """<script>
if (/^zh/i.test(navigator.language) && !["zh-CN", "zh-TW"].includes(navigator.language))
    Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
</script>"""
