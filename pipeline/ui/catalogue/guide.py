"""The way through the four steps, and the example."""

TEXT: dict[str, tuple[str, str]] = {
    "guide_example": (
        "An example, made by this app with simulated labels. Try the cards: no answer here is kept.",
        "示例：由本应用生成，标题为英文，标注为模拟。可以试试卡片，您的选择不会保存。",
    ),
    "guide_mark": ("Example", "示例"),
    "guide_start": ("Start my own project", "开始我自己的项目"),
    "guide_back": ("Show the example again", "重新显示示例"),
    "guide_label": ("Where you are", "当前进度"),
    "guide_at_create": (
        "Step 1 of 4: add ideas and let a model write titles for them.",
        "第 1 步（共 4 步）：添加创意，让模型为它们撰写标题。",
    ),
    "guide_at_label": (
        "Step 2 of 4: pick the better of two titles. {labels:,} of {enough} labels to begin training; a "
        "reliable check of what it learned takes about {firm}.",
        "第 2 步（共 4 步）：从两个标题中选出更好的一个。开始训练需要 {enough} 条标注，已有 {labels:,} 条；"
        "约 {firm} 条后检验才可靠。",
    ),
    "guide_declined": (
        "Step 1 of 4: no idea is in English, which is all that the embedded model writes. Pick another "
        "below, under “Model that writes”, or add ideas in English.",
        "第 1 步（共 4 步）：创意都不是英文，而内置模型只能写英文。请在下方“撰写模型”中改选其他模型，"
        "或添加英文创意。",
    ),
    "guide_few": (
        "A few ideas and {enough} labels, some ten minutes, are enough to try it; a result you can trust "
        "takes about {needed} ideas and {firm} labels.",
        "几个创意和 {enough} 条标注（约十分钟）就能试一试；要得到可信的结果，"
        "大约需要 {needed} 个创意和 {firm} 条标注。",
    ),
    "guide_writing": (
        "Step 1 of 4: a model is writing titles, {done} of {total} ideas are done. It goes on when you"
        " close this page.",
        "第 1 步（共 4 步）：模型正在撰写标题，{total} 个创意已完成 {done} 个。关闭页面后仍会继续。",
    ),
    "guide_at_train": (
        "Step 3 of 4: {labels:,} labels are enough to begin; train a model on them.",
        "第 3 步（共 4 步）：{labels:,} 条标注已足够开始，可用它们训练模型。",
    ),
    "guide_firm": (
        "The check after training gets reliable with about {firm} labels that pick a title, at most {most} "
        "an idea; {n} of yours count so far.",
        "训练后的检验要可靠，约需 {firm} 条选出了更好标题的标注（每个创意至多计 {most} 条），"
        "目前可计入 {n} 条。",
    ),
    "guide_newer": (
        "Step 4 of 4: a newer model is trained; a comparison tells whether it got better still.",
        "第 4 步（共 4 步）：已训练出更新的模型；做一次比较，看它是否又有进步。",
    ),
    "guide_training": (
        "Step 3 of 4: a model is being trained. It goes on when you close this page.",
        "第 3 步（共 4 步）：模型正在训练。关闭页面后训练仍会继续。",
    ),
    "guide_at_compare": (
        "Step 4 of 4: let the two models' titles be judged blind.",
        "第 4 步（共 4 步）：对两个模型的标题进行盲评。",
    ),
    "guide_judging": (
        "Step 4 of 4: {judged:,} of {total:,} pairs are judged.",
        "第 4 步（共 4 步）：已评判 {total:,} 对中的 {judged:,} 对。",
    ),
    "guide_owner_at_create": (
        "Step 1 of 4 is the owner's: ideas and their titles. Soon there will be something to label here.",
        "第 1 步（共 4 步）由所有者完成：添加创意并生成标题。很快就有可标注的内容。",
    ),
    "guide_owner_at_train": (
        "Step 3 of 4 is the owner's: training a model on the labels. You can look at everything here.",
        "第 3 步（共 4 步）由所有者完成：用标注训练模型。您可以随意查看这里的内容。",
    ),
    "guide_owner_at_compare": (
        "Step 4 of 4 begins with the owner, who makes a comparison. Then you can judge.",
        "第 4 步（共 4 步）由所有者先创建比较，之后您就可以评判。",
    ),
    "guide_done": (
        "All four steps are done; the result says whether the model got better. It can write titles for new "
        "ideas now, and more labels can teach it more.",
        "四个步骤均已完成；模型是否变好，请看结果。现在可用它为新创意撰写标题，增加标注还能让它学到更多。",
    ),
    "guide_done_by_example": (
        "All four steps are done, with the example judge's simulated verdicts. Whether the model got better "
        "in people's eyes, only their own verdicts say.",
        "四个步骤均已完成，但评判来自示例评判者（模拟）。人们是否觉得模型变好，要由人来评判。",
    ),
    "guide_more": (
        "All four steps are done. {n} of {enough} new labels for another training.",
        "四个步骤均已完成。距再次训练：新增 {enough} 条标注中已有 {n} 条。",
    ),
    "guide_at_create_titles": (
        "Step 1 of 4: {n:,} {n:idea is|ideas are} there; let a model write titles for them.",
        "第 1 步（共 4 步）：已有 {n:,} 个创意，让模型为它们撰写标题。",
    ),
    "guide_again": (
        "{n:,} {n:label|labels} came since your newest model: train another on all of them.",
        "最新的模型之后又有 {n:,} 条标注：可用全部标注再训练一个。",
    ),
    "guide_go_use": ("Write titles with it", "用它撰写标题"),
    "guide_go_more": ("Label more", "继续标注"),
    "guide_go_create": ("Add ideas", "添加创意"),
    "guide_go_label": ("Go to Label", "前往“标注”"),
    "guide_go_train": ("Go to Train", "前往“训练”"),
    "guide_go_compare": ("Go to Compare", "前往“比较”"),
    "guide_there_create": ("To “Write titles”", "前往“撰写标题”"),
    "guide_there_other_writer": ("To “Model that writes”", "前往“撰写模型”"),
    "guide_there_train": ("To “Start training”", "前往“开始训练”"),
    "guide_there_compare": ("To “Make the comparison”", "前往“创建比较”"),
    "guide_n_create": ("{n:,} {n:idea|ideas}", "{n:,} 个创意"),
    "guide_n_label": ("{n:,} {n:label|labels}", "{n:,} 条标注"),
    "guide_n_train": ("{n:,} {n:run|runs}", "{n:,} 次训练"),
    "guide_n_compare": ("{n:,} judged", "已评 {n:,} 对"),
    "guide_by_example": ("{n:,} simulated", "模拟 {n:,} 对"),
    "guide_none": ("not yet", "未开始"),
}
