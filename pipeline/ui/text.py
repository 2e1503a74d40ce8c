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
    "common_failed": ("That did not work", "未能完成"),
    "common_slow_down": ("That was a bit fast; wait a moment and try again.", "操作太快了，请稍等再试。"),
    "common_owner_only": (
        "This part belongs to the owner of this page. You can label and compare in the other tabs.",
        "这一部分由页面所有者操作。您可以在其他标签页中标注和比较。",
    ),
    "common_unexpected_kept": (
        "Something went wrong; what was done before is kept. The log of the app has the details.",
        "出了点问题；之前完成的内容已保留。详情请看应用日志。",
    ),
    "common_hours": ("{hours} h {minutes} min", "{hours} 小时 {minutes} 分"),
    "common_minutes": ("{minutes} min {seconds} s", "{minutes} 分 {seconds} 秒"),
    "common_seconds": ("{seconds} s", "{seconds} 秒"),
    "common_left": ("about {time} left", "大约还需 {time}"),
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
    # create
    "create_ideas": (
        "## Ideas\nWhat your videos are about. Every idea gets several titles to choose between.",
        "## 创意\n您的视频讲什么。每个创意都会得到几个标题供选择。",
    ),
    "create_typed": ("Type ideas, one per line", "输入创意，每行一个"),
    "create_typed_example": (
        "How bees find their way home\nA week without a phone\nFixing a bicycle chain in ten minutes",
        "How bees find their way home\nA week without a phone\nFixing a bicycle chain in ten minutes",
    ),
    "create_add": ("Add ideas", "添加创意"),
    "create_file": ("From a CSV or text file", "从 CSV 或文本文件添加"),
    "create_shipped": ("Use the ideas that come with the app", "使用应用自带的创意"),
    "create_topic": ("Or brainstorm on a topic", "或围绕一个主题头脑风暴"),
    "create_topic_example": ("Cooking for one", "Cooking for one"),
    "create_topic_info": ("The model that is chosen below proposes ideas.", "由下面选择的模型提出创意。"),
    "create_topic_count": ("How many ideas", "创意数量"),
    "create_brainstorm": ("Brainstorm", "头脑风暴"),
    "create_nothing_typed": ("Type an idea first, one on each line.", "请先输入创意，每行一个。"),
    "create_report_added": ("Added {n} ideas.", "已添加 {n} 个创意。"),
    "create_report_duplicates": ("{n} were here already.", "{n} 个已经存在。"),
    "create_report_near": (
        "{n} of the new ones resemble an earlier idea.",
        "新创意中有 {n} 个与已有创意相似。",
    ),
    "create_report_refused": ("{n} could not be used.", "{n} 个无法使用。"),
    "create_details": ("Details", "详情"),
    "create_details_refused": ("Not used", "未使用"),
    "create_details_near": ("Added, but like an earlier idea", "已添加，但与已有创意相似"),
    "create_details_duplicates": ("Here already", "已经存在"),
    "create_resembles": ("“{idea}” is like “{earlier}”", "“{idea}”类似于“{earlier}”"),
    "create_more": ("and {n} more", "还有 {n} 个"),
    "create_line": ("Line {row}:", "第 {row} 行："),
    "create_row": ("Row {row} (not counting the heading):", "第 {row} 行（不计标题行）："),
    "create_titles": (
        "## Titles\nA model writes the titles to choose between. Ideas that have theirs are left alone.",
        "## 标题\n由模型撰写供您选择的标题。已有标题的创意保持不变。",
    ),
    "create_model": ("Model that writes", "撰写模型"),
    "create_model_info": (
        "Pick one, or type a model's id on the Hub or its folder.",
        "可从列表选择，或输入 Hugging Face Hub 上的模型 ID，或本机上的文件夹。",
    ),
    "create_temperature": ("Temperature", "温度"),
    "create_temperature_info": ("Higher means more varied, and wilder.", "越高越多样，也越大胆。"),
    "create_seed": ("Seed", "随机种子"),
    "create_seed_info": ("The same seed writes the same titles.", "相同的种子写出相同的标题。"),
    "create_wrong_seed": (
        "The seed is {seed}; give a whole number from 0 to 2147483647.",
        "随机种子为 {seed}；请输入 0 到 2147483647 之间的整数。",
    ),
    "create_write": ("Write titles", "撰写标题"),
    "create_write_n": ("Write titles for {n} ideas", "为 {n} 个创意撰写标题"),
    "create_cancel": ("Cancel", "取消"),
    "create_go": ("Go to labelling", "前往标注"),
    "create_no_ideas": (
        "There are no ideas yet; add some first.",
        "还没有创意；请先添加一些。",
    ),
    "create_going_on": (
        "Titles are being written already; wait for the end or cancel it.",
        "正在撰写标题；请等待完成或取消。",
    ),
    "create_loading_model": (
        "Loading the model and writing the first titles …",
        "正在加载模型并撰写第一批标题……",
    ),
    "create_cancelling": (
        "Stopping after the ideas that are being written now …",
        "写完当前这批创意后停止……",
    ),
    "create_progress": (
        "{done} of {total} ideas, {titles} titles",
        "{done} / {total} 个创意，{titles} 个标题",
    ),
    "create_written": (
        "{titles} titles for {total} ideas are written.",
        "已为 {total} 个创意写好 {titles} 个标题。",
    ),
    "create_written_short": (
        "{n} ideas have fewer than asked for; the list says why.",
        "{n} 个创意的标题少于要求的数量；原因见列表。",
    ),
    "create_all_written": ("Every idea has its titles already.", "每个创意都已有标题。"),
    "create_cancelled": (
        "Stopped after {done} of {total} ideas; their {titles} titles are kept.",
        "已在 {done} / {total} 个创意后停止；已写的 {titles} 个标题会保留。",
    ),
    "create_failed": (
        "The writing ended early; what was written is kept. {error}",
        "撰写提前结束；已写的内容会保留。{error}",
    ),
    "create_list": ("## What there is", "## 现有内容"),
    "create_summary_empty": (
        "No ideas yet. Add your own above, or begin with those that come with the app.",
        "还没有创意。请在上方添加自己的创意，或从应用自带的创意开始。",
    ),
    "create_summary": (
        "{ideas} ideas, {complete} of them with {n} titles · {titles} titles · {pairs} pairs to label",
        "{ideas} 个创意，其中 {complete} 个有 {n} 个标题 · {titles} 个标题 · {pairs} 对待标注",
    ),
    "create_search": ("Search the ideas", "搜索创意"),
    "create_unfinished": ("Only ideas that lack titles", "只看缺少标题的创意"),
    "create_nothing_found": ("No idea matches.", "没有匹配的创意。"),
    "create_title_count": ("{n} of {wanted} titles", "{n} / {wanted} 个标题"),
    "create_titles_n": ("{n} titles", "{n} 个标题"),
    "create_no_titles_yet": ("no titles yet", "还没有标题"),
    "create_incomplete": (
        "incomplete: write titles again, perhaps with another seed",
        "不完整：请再次撰写标题，可换一个种子",
    ),
    "create_back": ("Back", "上一页"),
    "create_forth": ("Next", "下一页"),
    "create_place": ("Page {number} of {last}", "第 {number} / {last} 页"),
    # label
    "label_counts": ("What the labels hold", "标注概况"),
    "label_refresh": ("Refresh", "刷新"),
    "label_count_labels": ("Labels", "标注"),
    "label_count_annotators": ("Annotators", "标注者"),
    "label_count_simulated": ("Simulated", "模拟标注"),
    "label_simulated_value": ("{n:,} ({share:.0%})", "{n:,}（{share:.0%}）"),
    "label_count_ideas": ("Ideas and titles", "创意与标题"),
    "label_ideas_value": ("{ideas:,} and {titles:,}", "{ideas:,} 与 {titles:,}"),
    "label_count_cyclic": ("Cyclic triads", "循环三元组"),
    "label_cyclic_value": ("{n:,} of {of:,} ({share:.0%})", "{of:,} 中有 {n:,}（{share:.0%}）"),
    "label_cyclic_none": ("none decided yet", "尚无"),
    "label_cyclic_about": (
        "A cyclic triad prefers x to y, y to z and z to x. Coin flips make a quarter of all triads cyclic; "
        "one careful person stayed near 6%.",
        "循环三元组指：x 优于 y，y 优于 z，z 又优于 x。随机选择会有四分之一成环；认真标注的人约为 6%。",
    ),
    "label_examples": ("Example labels", "示例标注"),
    "label_examples_about": (
        "To see the whole loop without labelling by hand, let a simulated annotator label every pair. "
        "It likes questions and concrete numbers and dislikes shouting, and one answer in ten goes against "
        "its taste. Its labels are marked as simulated wherever they are counted, and a person's label on a "
        "pair always stands before them.",
        "若想不手动标注就体验完整流程，可让模拟标注者标注每一对标题。它喜欢问句和具体数字，不喜欢夸张叫喊，"
        "并有十分之一的选择违背其品味。这些标注在所有统计中都会标明为模拟；只要有人标注过某一对，就以人的标注为准。",
    ),
    "label_simulate": ("Label every pair as an example", "用示例标注所有标题对"),
    "label_remove": ("Remove the example labels", "移除示例标注"),
    "label_no_pairs": (
        "There are no pairs to label yet. Add ideas and write titles in the first step.",
        "还没有可标注的标题对。请先在第一步添加创意并生成标题。",
    ),
    "label_simulated": ("{n:,} example labels were added.", "已添加 {n:,} 条示例标注。"),
    "label_removed": ("The example labels were removed.", "示例标注已移除。"),
    "label_files": ("Labelled files", "标注文件"),
    "label_files_about": (
        "A labelled file is a CSV with the columns idea, title_a, title_b and title_b_preferred (1 or 0). "
        "Importing the same file twice adds nothing.",
        "标注文件是含有 idea、title_a、title_b、title_b_preferred（1 或 0）四列的 CSV。"
        "重复导入同一文件不会增加任何内容。",
    ),
    "label_upload": ("Import a labelled CSV (up to 20 MB)", "导入标注 CSV（不超过 20 MB）"),
    "label_export": ("Export the labels", "导出标注"),
    "label_exported": ("Exported labels", "导出的标注"),
    "label_imported": (
        "{labels:,} labels on {ideas:,} ideas were read; {added:,} of them are new.",
        "读取了 {ideas:,} 个创意的 {labels:,} 条标注，其中 {added:,} 条是新的。",
    ),
    "label_export_ready": ("{n:,} decided pairs are ready to download.", "{n:,} 对已有结论的标题可供下载。"),
    "label_nothing_to_export": (
        "There is nothing to export yet: no pair has a decided label.",
        "暂无可导出的内容：还没有任何一对标题得出结论。",
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
