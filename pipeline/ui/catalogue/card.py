"""The card on which people pick, for labels and for verdicts."""

TEXT: dict[str, tuple[str, str]] = {
    "card_region": ("Pick the better of two titles", "从两个标题中选出更好的一个"),
    "card_intro_preference": (
        "Somebody is teaching a small language model to write titles that people like. Pick the better of "
        "two, by your own taste: there is no right answer.",
        "有人正在教一个小语言模型写出大家喜欢的标题。请凭自己的感觉选出更好的一个，没有标准答案。",
    ),
    "card_intro_comparison": (
        "Two models each wrote a title for the same video idea; which is whose is hidden. Pick the better "
        "one, by your own taste: this shows which model writes better.",
        "两个模型为同一个视频选题各写了一个标题，不显示出自哪个模型。请凭自己的感觉选出更好的一个，"
        "由此看出哪个模型写得更好。",
    ),
    "card_idea": ("Video idea", "视频选题"),
    "card_question": ("Which title is better?", "哪个标题更好？"),
    "card_enough": ("Enough to train.", "标注已够训练。"),
    "card_tie": ("Equal", "差不多"),
    "card_neither": ("Neither", "都不行"),
    "card_skip": ("Skip", "跳过"),
    "card_undo": ("Undo", "撤销"),
    "card_swipe": ("swipe ← A · B →", "滑动 ← A · B →"),
    "card_progress": ("answered", "已完成"),
    "card_count": ("{n} of {total} pairs", "已完成 {n} / {total} 对"),
    "card_count_about": (
        "{n} of about {total} pairs seen",
        "已看 {n} / 约 {total} 对",
    ),
    "card_repeated": (
        "Asked again on purpose, to see how steady answers are: no label is added.",
        "刚才是特意重复的一对，用来看前后是否一致，不重复计数。",
    ),
    "card_count_repeats": (" (+{n} asked twice)", "（另有重复 {n} 次）"),
    "card_count_all_labels": ("{labels} labels", "标注 {labels} 条"),
    "card_help": ("What the answers mean", "各选项的含义"),
    "card_help_about": (
        "A, B: you like this one better.\nEqual: both are as good.\nNeither: you would use neither of them.\n"
        "Skip: you would rather not say.\nUndo takes the last answer back.\n\nEqual and Neither count as "
        "answers, but only a pick tells the model which way to learn.\n\nA small model's titles may make no "
        "sense: pick what you would rather click, or Neither.",
        "A、B：更喜欢这一个。\n差不多：两个一样好。\n都不行：两个都不想用。\n跳过：不想回答。\n"
        "撤销：收回上一次回答。\n\n“差不多”和“都不行”也算回答，但只有选出一个才能告诉模型往哪边学。"
        "\n\n小模型写的标题有时不通顺：选您更愿意点开的；都不愿意就选“都不行”。",
    ),
    "card_help_keys": (
        "Keys: A or ← picks A, B or → picks B, T or ↓ Equal, X Neither, S Skip, U Undo.",
        "键盘：A 或 ← 选 A，B 或 → 选 B，T 或 ↓ 差不多，X 都不行，S 跳过，U 撤销。",
    ),
    "card_key": ("Key: {keys}", "按键：{keys}"),
    "card_count_labels": ("{labels} of {enough} labels", "标注 {labels} / {enough} 条"),
    "card_judged": ("{n} of {total} pairs judged", "已评判 {n} / {total} 对"),
    "card_judged_own": (
        "{n} of {total} pairs judged, {own} by you",
        "已评判 {n} / {total} 对，其中您 {own} 对",
    ),
    "card_today": ("Today's goal: {n} of {goal} pairs", "今日目标：{n} / {goal} 对"),
    "card_today_done": ("Today's goal is reached: {n} pairs. Thank you!", "今日目标已达成：{n} 对，谢谢！"),
    "card_spoken": (
        "Video idea: {idea}. A: {left}. B: {right}.",
        "视频选题：{idea}。A：{left}。B：{right}。",
    ),
    "card_possible": ("Asking every pair would be {n} answers.", "若逐对全部回答，需要 {n} 次。"),
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
    "card_over_refused": (
        "The comparison is over and its result is shown, so no verdict is taken back.",
        "比较已结束并公布结果，评判不能再撤销。",
    ),
    "card_empty_preference": ("There are no titles to label yet.", "还没有可标注的标题。"),
    "card_empty_preference_next": (
        "Add some ideas and have titles written for them first.",
        "请先添加选题，并为它们生成标题。",
    ),
    "card_empty_preference_go": ("Go to Create", "前往“生成”"),
    "card_writing": ("Titles are being written.", "正在写标题。"),
    "card_writing_next": ("They appear here by themselves.", "写好后会自动出现在这里。"),
    "card_empty_comparison": ("There is nothing to judge yet.", "还没有可评判的内容。"),
    "card_empty_comparison_next": (
        "Titles of the tuned model and of the base model will stand here side by side, unnamed, and below "
        "them the result: which of the two writes better.",
        "这里将并排显示微调模型和基础模型的标题（不标明出处），下方是结果：哪个模型写得更好。",
    ),
    "card_identical_comparison": (
        "Both models wrote the same titles, so there is nothing to judge.",
        "两个模型写出了相同的标题，无需评判。",
    ),
    "card_identical_comparison_next": (
        "Train longer, or compare at another temperature or seed.",
        "可以训练更久，或换一个温度或随机种子再比较。",
    ),
    "card_identical_alone": ("You can close this page.", "可以关闭本页。"),
    "card_finished_preference": (
        "Nothing left for you to label. Thank you!",
        "没有需要您标注的了，谢谢！",
    ),
    "card_finished_preference_next": (
        "New titles appear here by themselves. The next step is to train the model on the answers.",
        "有新标题时会自动出现在这里。下一步是用这些选择训练模型。",
    ),
    "card_finished_preference_go": ("Go to Train", "前往“训练”"),
    "card_finished_comparison": (
        "Nothing left for you to judge. Thank you!",
        "已全部评判完毕，谢谢！",
    ),
    "card_finished_comparison_next": (
        "The result of this comparison is below.",
        "本次比较的结果在下方。",
    ),
    "card_finished_comparison_go": ("To the result ↓", "前往结果 ↓"),
    "card_decided_comparison": (
        "It is decided: no more verdicts are needed. Thank you!",
        "已有定论，无需继续评判，谢谢！",
    ),
    "card_decided_comparison_alone": (
        "The verdicts given so far suffice. You can close this page; left open, it goes on with the next "
        "comparison.",
        "目前的评判已经足够，可以关闭本页；若不关闭，有新的比较时会自动继续。",
    ),
    "card_late_one": (
        "One of your verdicts came when the result already stood: it is kept, and does not count.",
        "您有 1 次评判提交时已有结果：它会保留，但不计入。",
    ),
    "card_late": (
        "{n} of your verdicts came when the result already stood: they are kept, and do not count.",
        "您有 {n} 次评判提交时已有结果：它们会保留，但不计入。",
    ),
    "card_finished_alone": (
        "New titles appear here by themselves.",
        "有新标题时会自动出现在这里。",
    ),
    "card_finished_comparison_alone": (
        "All pairs of this comparison are judged, by you or by others. You can close this page; left open, "
        "it goes on with the next comparison.",
        "所有标题对均已由您或他人评判，可以关闭本页；若不关闭，有新的比较时会自动继续。",
    ),
    "card_empty_comparison_alone": (
        "It goes on here by itself when the owner has made a comparison.",
        "所有者创建比较之后，本页会自动继续。",
    ),
    "card_empty_alone": (
        "They appear here by themselves as soon as there are some.",
        "一旦有标题，会自动出现在这里。",
    ),
    "card_practice": (
        "Practice on the example: your answers are not kept, published or trained on.",
        "这是示例练习：您的选择不会被保存、发布或用于训练。",
    ),
    "card_consent": (
        "Your answers are kept and may be published under {licence}, with the time each took and a random "
        "number for this browser. No name, no address.",
        "您的选择会被保存，并可能按 {licence} 许可发布，附带每次用时和此浏览器的随机编号。不含姓名和地址。",
    ),
    "card_consent_account": (
        "Your answers are kept and may be published under {licence}, with the time each took and a random "
        "number for this browser, or one made from your account if you sign in. No name, no address.",
        "您的选择会被保存，并可能按 {licence} 许可发布，附带每次用时和此浏览器的随机编号"
        "（登录后则是由账号生成的编号）。不含姓名和地址。",
    ),
    "card_erase": ("Remove all my answers", "删除我的全部选择"),
    "card_erase_ask": ("Remove all your answers?", "删除您的全部选择？"),
    "card_erase_about": (
        "Every answer given from this browser goes: labels, and verdicts in comparisons too. This cannot be "
        "undone. A model that was trained on them before stays as it is.",
        "在此浏览器中所做的全部选择都会删除：包括标注，也包括比较中的评判。此操作无法撤销。此前用它们训练的模型保持不变。",
    ),
    "card_erase_about_account": (
        "Every answer given from this browser goes and, while you are signed in, every answer of your "
        "account: labels, and verdicts in comparisons too. This cannot be undone. A model that was trained "
        "on them before stays as it is.",
        "在此浏览器中所做的全部选择都会删除；若已登录，您账号的所有选择也会删除：包括标注，也包括比较中的评判。"
        "此操作无法撤销。此前用它们训练的模型保持不变。",
    ),
    "card_erase_keep": ("Keep them", "保留"),
    "card_erase_sure": ("Remove for good", "永久删除"),
    "card_erased": ("Your answers were removed.", "您的选择已删除。"),
    "card_erase_elsewhere": (
        "Answers can only be removed from the app's own page; open it and try again.",
        "只能在本应用自己的页面上删除选择；请打开该页面后重试。",
    ),
    "card_later": (
        "No pair is free just now: the last ones may be with other people. This page looks again by itself, "
        "within a minute; you may close it.",
        "目前没有空闲的标题对，剩下的可能正由其他人处理。本页会在一分钟内自动再次查看，也可以关闭本页。",
    ),
    "card_paused": ("Labelling is paused.", "标注已暂停。"),
    "card_paused_next": (
        "Your answers are kept. This page goes on by itself when the owner resumes it.",
        "您的选择都已保存。所有者恢复后，本页会自动继续。",
    ),
    "card_paused_refused": (
        "Labelling is paused just now, so nothing can be taken back.",
        "标注已暂停，暂时无法撤销。",
    ),
    "card_sign_in": ("Please sign in to take part.", "请先登录再参与。"),
    "card_sign_in_next": (
        "The owner asks everyone to sign in with a Hugging Face account. Your name is not stored with your "
        "answers.",
        "所有者要求每位参与者使用 Hugging Face 账号登录。您的名字不会与您的选择一起保存。",
    ),
    "card_sign_in_go": ("Sign in with Hugging Face", "使用 Hugging Face 登录"),
    "card_sign_in_refused": ("Sign in first, then try again.", "请先登录，然后重试。"),
}
