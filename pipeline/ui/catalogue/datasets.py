"""Labels in and out in bulk, and the dataset of preferences."""

TEXT: dict[str, tuple[str, str]] = {
    "files_export_about": (
        "Take out the pairs that are decided (their labels choose a title), for a spreadsheet, another "
        "trainer or a hosted service. Ideas that are set aside stay out; a backup has them.",
        "导出已分胜负（标注选出了更好的标题）的标题对，用于电子表格、其他训练工具或托管服务。已搁置的选题不在其中，备份里有。",
    ),
    "files_choose_format": ("Choose a format and which pairs.", "请选择格式以及哪些标题对。"),
    "files_export_format": ("Format", "格式"),
    "files_format_csv": ("CSV, for spreadsheets", "CSV（适合电子表格）"),
    "files_format_jsonl": ("JSONL, chat messages (TRL)", "JSONL 对话消息（TRL）"),
    "files_format_plain": ("JSONL, plain texts", "JSONL 纯文本"),
    "files_format_dpo": ("JSONL, for hosted DPO services", "JSONL（托管 DPO 服务）"),
    "files_format_parquet": ("Parquet", "Parquet 文件"),
    "files_export_part": ("Which pairs", "哪些标题对"),
    "files_part_all": ("All decided pairs", "全部已分胜负的标题对"),
    "files_part_train": ("Those for training", "训练部分"),
    "files_part_test": ("Those held out", "留出部分"),
    "files_unmarked": (
        "{n:,} of them are example labels, which this format has no room to mark.",
        "其中 {n:,} 条是示例标注，而此格式无法注明。",
    ),
    "files_import_about": (
        "Bring labelled pairs in: a CSV with the columns idea, title_a, title_b and title_b_preferred (1 "
        "or 0), or "
        "JSONL or Parquet with prompt, chosen and rejected. You see what is in it first; nothing is "
        "stored until "
        "you say so, and importing the same twice adds nothing.",
        "导入已标注的标题对：含 idea、title_a、title_b、title_b_preferred（1 或 0）四列的 CSV，"
        "或含 prompt、chosen、rejected 的 JSONL 或 Parquet。系统会先展示其内容；确认之前不会保存任何内容，"
        "重复导入同样的内容不会增加任何东西。",
    ),
    "files_upload": (
        "Files (CSV, JSONL or Parquet, up to 20 MB)",
        "文件（CSV、JSONL 或 Parquet，不超过 20 MB）",
    ),
    "files_hub": ("Or a dataset on the Hub", "或 Hub 上的数据集"),
    "files_hub_look": ("Look at it", "查看内容"),
    "files_import": ("Import", "导入"),
    "files_import_n": ("Import {n:,} {n:row|rows}", "导入 {n:,} 行"),
    "files_put_aside": ("Put aside", "放弃"),
    "files_look_first": (
        "Nothing is open to be imported; choose a file or a dataset first.",
        "没有待导入的内容；请先选择文件或数据集。",
    ),
    "files_imported": (
        "Imported: {labels:,} {labels:row|rows} on {ideas:,} {ideas:idea|ideas}; {added:,} "
        "{added:label is|labels are} new.",
        "已导入 {ideas:,} 个选题的 {labels:,} 行；其中 {added:,} 条标注是新的。",
    ),
    "files_back": (
        "Ideas that had been set aside and are back: {n:,}.",
        "此前已搁置、现已恢复的选题：{n:,}。",
    ),
    "files_rows": ("Rows", "行数"),
    "files_split": ("Readable in {split}", "{split} 中可读取的行"),
    "files_usable": ("Can be imported", "可导入"),
    "files_new": ("New labels", "新标注"),
    "files_ideas": ("Ideas", "选题"),
    "files_ideas_value": ("{n:,}, {known:,} known", "{n:,}，其中 {known:,} 个已有"),
    "files_pairs": ("Pairs and titles", "标题对与标题"),
    "files_pairs_value": (
        "{pairs:,} {pairs:pair|pairs}, {titles:,} {titles:title|titles}",
        "{pairs:,} 对，{titles:,} 个标题",
    ),
    "files_other_prompts": (
        "{n:,} {n:row asks|rows ask} with another prompt than this task's. The text of their last user "
        "message becomes the idea.",
        "有 {n:,} 行的提示词与当前写作要求不同；其最后一条用户消息的文本会作为选题。",
    ),
    "files_simulated": (
        "{n:,} {n:row was|rows were} judged by the simulated annotator and stay marked as such.",
        "有 {n:,} 行由模拟标注者判断，导入后仍会标明。",
    ),
    "files_implied": (
        "{n:,} {n:row is|rows are} implied, nobody was asked about them; they are left out.",
        "有 {n:,} 行是推断所得，没有问过任何人，不会导入。",
    ),
    "files_repeated": (
        "{n:,} {n:row says|rows say} again what another row says; they count once.",
        "有 {n:,} 行与其他行重复，只计一次。",
    ),
    "files_leak_same": (
        "{same:,} of the {of:,} ideas of {split} are in {other} too, and {alike:,} more say nearly the "
        "same as one "
        "there. What was measured on {split} was not measured on unseen ideas. Here the split is made "
        "anew, by idea.",
        "{split} 的 {of:,} 个选题中有 {same:,} 个也出现在 {other} 中，另有 {alike:,} 个与其中某个几乎相同。"
        "因此在 {split} 上的测量并非针对未见过的选题。在这里会按选题重新划分。",
    ),
    "files_faulty": ("{n:,} {n:row|rows} cannot be imported", "{n:,} 行无法导入"),
    "files_contradictory": (
        "{n:,} {n:row contradicts|rows contradict} an earlier one; the last word on a pair counts",
        "{n:,} 行与先前的行相矛盾；同一对以最后一行为准",
    ),
    "files_nearly_same": (
        "{n:,} {n:pair has|pairs have} two titles that are nearly the same",
        "{n:,} 对的两个标题几乎相同",
    ),
    "files_first": ("These are the first {n:,}.", "以上为前 {n:,} 条。"),
    "publish_tab": ("Dataset", "数据集"),
    "publish_about": (
        "Publish the preferences as a dataset on the Hub, which <code>load_dataset</code> and TRL's "
        "<code>DPOTrainer</code> read as it is: split by idea, with a card that says how the labels came "
        "about. It holds counts of votes and nothing about people. Publishing again sends only what changed.",
        "将偏好作为数据集发布到 Hub，<code>load_dataset</code> 和 TRL 的 <code>DPOTrainer</code> "
        "可直接读取：按选题划分，并附说明标注来源的卡片。其中只有票数，不含任何个人信息。再次发布时只发送有变化的部分。",
    ),
    "publish_repo": ("Dataset (owner/name)", "数据集（owner/name）"),
    "publish_public": ("Everybody may read it", "允许所有人查看"),
    "publish_public_info": (
        "Otherwise it is private. Labels may be published under CC BY 4.0, as people are told.",
        "否则为私有。标注可能以 CC BY 4.0 发布，参与者已被告知。",
    ),
    "publish_examples": ("With the example labels", "包含示例标注"),
    "publish_examples_info": ("Their rows are marked as simulated.", "这些行会标明为模拟。"),
    "publish_button": ("Publish", "发布"),
    "publish_off": (
        "To publish, set HF_TOKEN (a token with write access) and start the app again.",
        "要发布，请设置 HF_TOKEN（有写权限的令牌）后重新启动应用。",
    ),
    "publish_ready": (
        "Now: {train:,} {train:preference|preferences} on {train_ideas:,} {train_ideas:idea|ideas} for "
        "training, {test:,} on {test_ideas:,} {test_ideas:idea|ideas} held out.",
        "目前：训练部分有 {train_ideas:,} 个选题的 {train:,} 条偏好，留出部分有 {test_ideas:,} 个选题的 {"
        "test:,} 条。",
    ),
    "publish_last": (
        "Last published {time} ago to {repo}: {rows:,} {rows:preference|preferences}, commit {commit}.",
        "上次发布于 {time}前，发布到 {repo}：{rows:,} 条偏好，提交 {commit}。",
    ),
    "publish_done": (
        "Published: {train:,} {train:preference|preferences} for training and {test:,} held out. Files "
        "sent: {files}.",
        "已发布：训练 {train:,} 条，留出 {test:,} 条。已发送文件：{files}。",
    ),
    "publish_same": (
        "The Hub had all of it already: {train:,} {train:preference|preferences} for training and {test:,} "
        "held out.",
        "Hub 上的内容已是最新：训练 {train:,} 条，留出 {test:,} 条。",
    ),
    "publish_open": ("Open the dataset", "打开数据集"),
}
