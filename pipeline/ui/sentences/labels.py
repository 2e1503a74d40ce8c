"""Ideas, files, the task, labels and who may label."""

CHINESE: dict[str, str] = {
    # ideas, files and titles
    "it holds control characters or broken bytes; remove them": "其中含有控制字符或损坏的字节，请删除",
    "it is empty; write a few words": "内容为空，请写几个字",
    "it has {} characters; shorten it to {}": "共 {0} 个字符，请缩短到 {1} 个以内",
    "The topic cannot be used: {}.": "无法使用该主题：{0}。",
    "{} ideas cannot be asked for at once; ask for 1 to 200.": "不能一次要求 {0} 个选题，请填 1 到 200。",
    "{} is empty; put one idea on each line.": "{0} 是空的，请每行写一个选题。",
    "{} has {} columns and none is called idea; name the column of ideas `idea`, or put ideas "
    "that hold commas in quotes.": (
        "{0} 有 {1} 列，但没有名为 idea 的列；请将选题所在的列命名为 idea，或给含逗号的选题加上引号。"
    ),
    "{} is empty; it needs the columns {}.": "{0} 是空的，需要包含这些列：{1}。",
    "{} lacks the columns {}; its first row must name {}.": "{0} 缺少列 {1}；首行须列出 {2}。",
    "There is no file {}; check the path.": "找不到文件 {0}，请检查路径。",
    "{} has {} MB; split it into files of up to {} MB.": "{0} 有 {1} MB，请拆分成不超过 {2} MB 的文件。",
    # files of labelled pairs: what is wrong with a row, and with a file
    "Row {} of {}: {}.": "{1} 的第 {0} 行：{2}。",
    "Row {} of {}": "{1} 的第 {0} 行",
    "{} cannot be used: {}": "无法使用 {0}：{1}",
    "it has {} cells; it needs {}": "有 {0} 个单元格，需要 {1} 个",
    "title_b_preferred is {}; write 1 or 0": "title_b_preferred 为 {0}，请写 1 或 0",
    "the two titles are the same; remove the row": "两个标题相同，请删除该行",
    "it is no JSON object; write one object with prompt, chosen and rejected on a line": (
        "不是 JSON 对象；请每行写一个含 prompt、chosen、rejected 的对象"
    ),
    "it is not valid JSON from character {} on; mend it": "从第 {0} 个字符起不是有效的 JSON，请修正",
    "it is JSON that is nested too deeply or holds too long a number; mend it": (
        "JSON 嵌套过深或含有过长的数字，请修正"
    ),
    "it lacks {}; a row needs {}": "缺少 {0}；每行需要 {1}",
    "input has no messages; write it as an object with a list of messages": (
        "input 中没有 messages；请写成含有消息列表的对象"
    ),
    "{} is {}; give a text or a list of messages": "{0} 为{1}；请填文本或消息列表",
    "empty": "空",
    "a truth value": "真假值",
    "a number": "数字",
    "an object": "对象",
    "of another kind": "其他类型",
    "{} holds something that is no message; each needs role and content": (
        "{0} 中有不是消息的内容；每条消息都需要 role 和 content"
    ),
    "{} has no message of the {}; add one": "{0} 中没有 {1} 的消息，请添加一条",
    "{} has {} messages of the assistant; one title can be imported": (
        "{0} 中有 {1} 条 assistant 的消息；只能导入一个标题"
    ),
    "{} has a message whose content is no text; only texts can be imported": (
        "{0} 中有一条消息的内容不是文本；只能导入文本"
    ),
    "it holds broken bytes; save the texts as UTF-8": "其中含有损坏的字节，请以 UTF-8 保存文本",
    "{} contradicts {}, on the idea {}": "{0}与{1}相矛盾，选题为{2}",
    "{}: the two titles are nearly the same, {} and {}": "{0}：两个标题几乎相同，{1}和{2}",
    "None of the {} rows can be imported: {}": "{0} 行都无法导入：{1}",
    "None of the {} rows can be imported.": "{0} 行都无法导入。",
    "{} of {} rows cannot be imported, and so none was: {}": (
        "{1} 行中有 {0} 行无法导入，因此没有导入任何内容：{2}"
    ),
    "{} has too many rows; up to {} can be imported at once.": "{0} 的行数过多；一次最多导入 {1} 行。",
    "{} holds too much text; up to {} characters can be imported at once.": (
        "{0} 的文字过多；一次最多导入 {1} 个字符。"
    ),
    "{} has no rows; choose a file of labelled pairs.": "{0} 中没有内容；请选择含有标注的文件。",
    "{} is of no known kind; choose one that ends in .csv, .jsonl, .json or .parquet.": (
        "无法识别 {0} 的类型；请选择以 .csv、.jsonl、.json 或 .parquet 结尾的文件。"
    ),
    "{} is of no known kind; choose a name that ends in {}.": (
        "无法识别 {0} 的类型；请使用以 {1} 结尾的名称。"
    ),
    "{} holds no file that ends in {}; choose another folder.": "{0} 中没有以 {1} 结尾的文件；请另选文件夹。",
    "{} cannot be read: {}.": "无法读取 {0}：{1}。",
    "{} cannot be read as Parquet; it may be damaged or cut short.": (
        "无法按 Parquet 读取 {0}；文件可能已损坏或不完整。"
    ),
    "{} has no column chosen; a preference dataset has {}.": "{0} 没有 chosen 列；偏好数据集应有 {1}。",
    "{} is not UTF-8 text; save it as UTF-8 and try again.": "{0} 不是 UTF-8 文本，请另存为 UTF-8 后重试。",
    "{} has several columns {}; keep one of them.": "{0} 中有多个 {1} 列，请只保留一个。",
    "The file cannot be read as CSV ({}); check its quotation marks.": (
        "无法按 CSV 读取该文件（{0}），请检查引号。"
    ),
    "the model wrote only {} of {} different titles in {} tries": (
        "模型尝试 {2} 次，只写出 {1} 个中的 {0} 个不同标题"
    ),
    # the task
    "A task has no {}; what it has is {}.": "写作要求没有 {0} 这一项；可用的是 {1}。",
    "{} is {}; give a text.": "{0} 为 {1}，请填写文本。",
    "{} is {}; give a list of texts.": "{0} 为 {1}，请填写文本列表。",
    "{} lacks {}; put it where that text belongs.": "{0} 缺少 {1}；请把它放在相应文字的位置。",
    "{} cannot be used: {}.": "无法使用 {0}：{1}。",
    "{} has {} lines; keep at most {}.": "{0} 有 {1} 行，最多保留 {2} 行。",
    "min_chars is {}; give at most max_chars, {}.": "min_chars 为 {0}，不应超过 max_chars（{1}）。",
    "The example {} has {} characters; give one of {} to {}.": (
        "示例 {0} 有 {1} 个字符；请提供 {2} 到 {3} 个字符的标题。"
    ),
    "{} is nested too deeply; begin from what `task save` writes.": (
        "{0} 嵌套过深；请以 `task save` 写出的文件为起点。"
    ),
    "{} cannot be read ({}); mend it, or begin from what `task save` writes.": (
        "无法读取 {0}（{1}）；请修正，或从 `task save` 写出的文件开始。"
    ),
    "{} holds no task; begin from what `task save` writes.": (
        "{0} 中没有写作要求；请从 `task save` 写出的文件开始。"
    ),
    "{} is neither .json nor .toml; give the file one of these endings.": (
        "{0} 既不是 .json 也不是 .toml；请使用其中一种扩展名。"
    ),
    # labels
    "{} is no answer; choose left, right, tie, neither or skip.": (
        "{0} 不是有效的选择；请选左、右、差不多、都不行或跳过。"
    ),
    "This pair is not open for you any more; reload the page to get the next one.": (
        "这一对已不再对您开放，请刷新页面获取下一对。"
    ),
    "This pair was open too long and went back; reload the page to get the next one.": (
        "这一对打开太久，已被收回；请刷新页面获取下一对。"
    ),
    # the owner's control of labelling
    "{} is {}; give a share from 0 to 1.": "{0} 为 {1}，请填 0 到 1 之间的比例。",
    "implied_threshold is {}; give a number from 0.5 to 1.": (
        "implied_threshold 为 {0}，请填 0.5 到 1 之间的数。"
    ),
    "{} is {}; give a whole number from 1 to {}.": "{0} 为 {1}，请填 1 到 {2} 之间的整数。",
    "The id {} fits {}; give more digits of one from the list.": ("编号 {0} 对应{1}；请从列表中取更多位数。"),
    "{} is no SQLite database; choose a file that Back up made.": (
        "{0} 不是 SQLite 数据库；请选择由“备份”生成的文件。"
    ),
    "{} is no database of this app; choose a file that Back up made.": (
        "{0} 不是本应用的数据库；请选择由“备份”生成的文件。"
    ),
    "{} is damaged; choose another backup.": "{0} 已损坏；请选择另一个备份。",
    "{} is of a newer app; restore it with a newer app.": "{0} 来自更新版本的应用；请用更新的应用来恢复。",
    "several annotators": "多位标注者",
    "no annotator": "不到任何标注者",
    "{} of {} answers agree with what earlier ones foretell, as coin flips would (p = {}).": (
        "在可由先前选择推断的 {1} 次回答中，只有 {0} 次一致，与抛硬币无异（p = {2}）。"
    ),
    "Title {} was chosen {} of {} times (p = {}).": "{2} 次中有 {1} 次选择了标题 {0}（p = {3}）。",
    "Half of {} answers took {} ms or less, too short to read two titles.": (
        "{0} 次回答中有一半不超过 {1} 毫秒，来不及读完两个标题。"
    ),
}
