"""The first step: ideas and titles."""

TEXT: dict[str, tuple[str, str]] = {
    "create_ideas": (
        "<h2>Ideas</h2><p>What your videos are about. Every idea gets several titles to choose between.</p>",
        "<h2>选题</h2><p>您的视频讲什么。每个选题都会得到几个标题供选择。</p>",
    ),
    "create_typed": ("Type ideas, one per line", "输入选题，每行一个"),
    "create_typed_example": (
        "How bees find their way home\nA week without a phone\nFixing a bicycle chain in ten minutes",
        "例如：\nHow bees find their way home\nA week without a phone",
    ),
    "create_typed_info": (
        "The embedded model, and any trained from it, writes in English only. For other languages pick "
        "another below, under “Model that writes”.",
        "内置模型（以及由它训练的模型）只懂英文。若用中文，请在下方“写标题的模型”中改选能写中文的模型。",
    ),
    "create_picked_newest": (
        "Your newest model is picked under “Model that writes”. Add a new idea, then press “Write titles”.",
        "已在“写标题的模型”中选用您最新的模型。请添加一个新选题，再点“写标题”。",
    ),
    "create_picked_english": (
        "It writes in English only, and being so small, some titles that make no sense.",
        "它只能写英文，而且模型很小，有些标题不通顺。",
    ),
    "create_add": ("Add ideas", "添加选题"),
    "create_file": ("From a CSV or text file", "从 CSV 或文本文件添加"),
    "create_shipped": ("Or add 40 example ideas", "或添加 40 个英文示例选题"),
    "create_shipped_first": ("Or add {n} example ideas", "或添加 {n} 个英文示例选题"),
    "create_shipped_rest": ("Add the other {n} example ideas", "添加其余 {n} 个英文示例选题"),
    "create_shipped_last": ("Add the last example idea", "添加最后 1 个示例选题"),
    "create_shipped_all": ("All example ideas are here", "示例选题已全部添加"),
    "create_topic": ("Or brainstorm on a topic", "或围绕一个主题头脑风暴"),
    "create_topic_example": ("Cooking for one", "例如：Cooking for one"),
    "create_topic_info": ("The model that is chosen below proposes ideas.", "由下面选择的模型提出选题。"),
    "create_topic_count": ("How many ideas", "选题数量"),
    "create_brainstorm": ("Brainstorm", "头脑风暴"),
    "create_thinking": ("The model is thinking of ideas …", "模型正在构思选题……"),
    "create_proposal": ("Proposal {row:,}:", "第 {row:,} 个提议："),
    "create_no_topic": ("Write a topic first.", "请先填写主题。"),
    "create_nothing_typed": ("Type an idea first, one on each line.", "请先输入选题，每行一个。"),
    "create_report_added": (
        "Ideas added: {n:,}",
        "已添加选题：{n:,}",
    ),
    "create_report_back": (
        "set aside before, now back: {n:,}",
        "此前已搁置、现已恢复：{n:,}",
    ),
    "create_report_left_aside": (
        "set aside before, and left so: {n:,}",
        "此前已搁置、保持不变：{n:,}",
    ),
    "create_report_duplicates": (
        "here already: {n:,}",
        "已存在：{n:,}",
    ),
    "create_report_repeated": (
        "twice in the list: {n:,}",
        "列表中重复：{n:,}",
    ),
    "create_report_near": (
        "like an earlier idea: {n:,}",
        "与已有选题相似：{n:,}",
    ),
    "create_report_refused": (
        "not usable: {n:,}",
        "无法使用：{n:,}",
    ),
    "create_report_declined": (
        "{n:,} {n:is|are} not in English, which is all that the embedded model writes. Pick another model "
        "below, under “Model that writes”: Qwen2.5-0.5B-Instruct writes Chinese and more.",
        "其中 {n:,} 个不是英文，而内置模型只能写英文。请在下方“写标题的模型”中改选，例如会中文等多种语言的 "
        "Qwen2.5-0.5B-Instruct。",
    ),
    "create_report_short_script": (
        "Titles of {least} to {most} characters are long in Chinese. Press “Fill in Chinese titles” under "
        "“The task”, and save it; the task holds for all ideas.",
        "标题长度目前为 {least} 到 {most} 个字符，对中文偏长。请在“写作要求”中点“填入中文标题设置”并保存"
        "（写作要求对所有选题生效）。",
    ),
    "create_details": ("Details", "详情"),
    "create_details_refused": ("Not used", "未使用"),
    "create_details_near": ("Added, but like an earlier idea", "已添加，但与已有选题相似"),
    "create_details_back": ("Set aside before, now back", "此前已搁置，现已恢复"),
    "create_details_left_aside": ("Set aside before, and left so", "此前已搁置，保持不变"),
    "create_details_duplicates": ("Here already", "已经存在"),
    "create_details_repeated": ("Twice in the list, added once", "列表中重复，只添加一次"),
    "create_resembles": ("“{idea}” is like “{earlier}”", "“{idea}”类似于“{earlier}”"),
    "create_more": ("and {n:,} more", "还有 {n:,} 个"),
    "create_row": ("Row {row:,} (not counting the heading):", "第 {row:,} 行（不计标题行）："),
    "create_titles": (
        "<h2>Titles</h2><p>A model writes the titles to choose between. Ideas that already have titles are "
        "skipped.</p>",
        "<h2>标题</h2><p>由模型写出标题，供您选择。已有标题的选题保持不变。</p>",
    ),
    "create_model": ("Model that writes", "写标题的模型"),
    "create_model_info": (
        "Pick one, your own too once it is trained, or type a model's id on the Hugging Face Hub or its "
        "folder.",
        "可从列表选择（包括您训练的模型），或输入 Hugging Face Hub 上的模型 ID，或本机上的文件夹。",
    ),
    "create_settings": ("All settings", "全部设置"),
    "create_temperature": ("Temperature", "温度"),
    "create_temperature_info": ("Higher means more varied, and wilder.", "越高越多样，也越大胆。"),
    "create_seed": ("Seed", "随机种子"),
    "create_seed_info": ("The same seed writes the same titles.", "相同的种子写出相同的标题。"),
    "create_wrong_seed": (
        "The seed is {seed}; give a whole number from 0 to 2147483647.",
        "随机种子为 {seed}；请输入 0 到 2147483647 之间的整数。",
    ),
    "create_write": ("Write titles", "写标题"),
    "create_cancel": ("Cancel", "取消"),
    "create_go": ("Go to Label", "前往“标注”"),
    "create_no_ideas": (
        "There are no ideas yet; add some first.",
        "还没有选题；请先添加一些。",
    ),
    "create_going_on": (
        "Titles are being written already; wait for the end or cancel it.",
        "正在写标题；请等待完成或取消。",
    ),
    "create_loading_model": (
        "Loading the model and writing the first titles …",
        "正在加载模型并写第一批标题……",
    ),
    "create_fetching_model": (
        "Fetching {model} from the Hub, which may take minutes; without a connection this ends in seconds …",
        "正在从 Hub 获取 {model}，可能需要几分钟；若没有网络，几秒内就会停止……",
    ),
    "create_cancelling": (
        "Stopping after the ideas that are being written now …",
        "写完当前这批选题后停止……",
    ),
    "create_progress": (
        "{done:,} of {total:,} ideas, {titles:,} {titles:title|titles}",
        "{done:,} / {total:,} 个选题，{titles:,} 个标题",
    ),
    "create_written": (
        "Titles written: {titles:,} · ideas: {titled:,}.",
        "已为 {titled:,} 个选题写出 {titles:,} 个标题。",
    ),
    "create_none_written": (
        "No title was written (ideas without: {total:,}): {why}.",
        "一个标题也没有写出（选题：{total:,}）：{why}。",
    ),
    "create_none_declined": (
        "No title was written: the embedded model writes in English only. Pick another model above, under "
        "“Model that writes”, such as Qwen2.5-0.5B-Instruct, or write your ideas in English.",
        "一个标题也没有写出：内置模型只能写英文。请在上方“写标题的模型”中改选其他模型（例如 "
        "Qwen2.5-0.5B-Instruct），或改用英文填写选题。",
    ),
    "create_see_list": ("the list says why", "原因见列表"),
    "create_other_writer": (
        "Pick another model above, under “Model that writes”; a server with an address or Inference "
        "Providers can be picked under “Who writes”.",
        "请在上方“写标题的模型”中改选其他模型，或在“用哪个模型写”中选择自定义服务器地址"
        "或推理服务（Inference Providers）。",
    ),
    "create_written_without": (
        "Still without a title: {n:,} {n:idea|ideas}; the list says why.",
        "仍没有标题的选题：{n:,} 个，原因见列表。",
    ),
    "create_written_short": (
        "Ideas with fewer than asked for: {n:,}; the list says why.",
        "标题不足的选题：{n:,}；原因见列表。",
    ),
    "create_all_written": (
        "Every idea has its titles already. Add an idea to get more. How a trained model writes can be seen "
        "side by side in the Playground on Compare.",
        "每个选题都已有标题。添加选题即可获得更多标题；训练出的模型写得如何，可在“比较”页的“试写”并排查看。",
    ),
    "create_cancelled": (
        "Stopped after {done:,} of {total:,} ideas; their {titles:,} {titles:title is|titles are} kept.",
        "已在 {done:,} / {total:,} 个选题后停止；已写的 {titles:,} 个标题会保留。",
    ),
    "create_failed": (
        "The writing ended early; what was written is kept. {error}",
        "写作提前结束；已写的内容会保留。{error}",
    ),
    "create_failed_none": ("No title was written. {error}", "一个标题也没有写出。{error}"),
    "create_list": ("<h2>Your ideas and titles</h2>", "<h2>您的选题与标题</h2>"),
    "create_summary_empty": (
        "No ideas yet. Add your own above, or begin with those that come with the app.",
        "还没有选题。请在上方添加自己的选题，或从应用自带的选题开始。",
    ),
    "create_summary_aside": (
        "All your ideas are set aside. Bring some back below, or add others above.",
        "您的选题都已搁置。可在下方恢复，或在上方添加新的选题。",
    ),
    "create_summary": (
        "Ideas: {ideas:,} · with {n} titles: {complete:,} · titles: {titles:,}",
        "{ideas:,} 个选题，其中 {complete:,} 个已有 {n} 个标题；共 {titles:,} 个标题",
    ),
    "create_search": ("Search the ideas", "搜索选题"),
    "create_unfinished": ("Only ideas that lack titles", "只看缺少标题的选题"),
    "create_show_aside": ("Those set aside", "已搁置的选题"),
    "create_aside_n": ("Those set aside ({n:,})", "已搁置的选题（{n:,}）"),
    "create_aside": ("Set aside", "搁置"),
    "create_bring_back": ("Bring back", "恢复"),
    "create_all_aside": ("Set all {n:,} found aside", "搁置找到的全部 {n:,} 个"),
    "create_all_back": ("Bring all {n:,} back", "恢复全部 {n:,} 个"),
    "create_one_aside": (
        "“{idea}” is set aside: it gets no titles and nobody is asked to label it. Its labels are kept, "
        "but do not count until you bring it back.",
        "“{idea}”已搁置：不再为它写标题，也不再请任何人标注；已有标注会保留，但在恢复之前不计入。",
    ),
    "create_one_back": ("“{idea}” is back, with all it had.", "“{idea}”已恢复，原有内容都还在。"),
    "create_several_aside": (
        "Ideas set aside: {n:,}. All that they have is kept, and counts again when you bring them back.",
        "已搁置选题：{n:,}。原有内容都会保留，恢复后重新计入。",
    ),
    "create_several_back": (
        "Ideas brought back, with all they had: {n:,}.",
        "已恢复选题：{n:,}，原有内容都还在。",
    ),
    "create_undo": ("Undo", "撤销"),
    "create_undone_added": (
        "Undone: {n:,} {n:idea is|ideas are} out.",
        "已撤销，移除了 {n:,} 个选题。",
    ),
    "create_undone_aside": (
        "Undone: {n:,} {n:idea is|ideas are} back.",
        "已撤销，恢复了 {n:,} 个选题。",
    ),
    "create_nothing_to_undo": ("There is nothing to undo any more.", "没有可以撤销的操作了。"),
    "create_idea_gone": (
        "This idea is not in your project; open the list again.",
        "您的项目中没有这个选题；请重新打开列表。",
    ),
    "create_nothing_found": ("No idea matches.", "没有匹配的选题。"),
    "create_title_count": ("{n} of {wanted} titles", "{n} / {wanted} 个标题"),
    "create_titles_n": ("{n} {n:title|titles}", "{n} 个标题"),
    "create_imported": ("imported", "导入"),
    "create_by_run": ("by your model of {at}", "由您 {at} 训练的模型所写"),
    "create_copy": ("Copy titles", "复制标题"),
    "create_see": ("See the titles ↓", "查看标题 ↓"),
    "create_other_version": ("other version", "其他版本"),
    "create_no_titles_yet": ("no titles yet", "还没有标题"),
    "create_incomplete": (
        "incomplete: write titles again, perhaps with another seed",
        "不完整：请再次写标题，可换一个种子",
    ),
    "create_back": ("Back", "上一页"),
    "create_forth": ("Next", "下一页"),
    "create_place": ("Page {number:,} of {last:,}", "第 {number:,} / {last:,} 页"),
}
