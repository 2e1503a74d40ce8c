"""The way through the four steps, and the example."""

TEXT: dict[str, tuple[str, str]] = {
    "guide_example": (
        "An example, made by this app with simulated labels. Try the cards: no answer here is kept.",
        "这是由本应用生成的示例：标题是英文的，选择由程序模拟。可以试试卡片，您的选择不会保存。",
    ),
    "guide_mark": ("Example", "示例"),
    "guide_start": ("Start my own project", "开始我自己的项目"),
    "guide_back": ("Show the example again", "重新显示示例"),
    "guide_label": ("Where you are", "当前进度"),
    "guide_at_create": (
        "Step 1 of 4: add ideas and let a model write titles for them.",
        "第 1 步（共 4 步）：添加选题，让模型为它们写标题。",
    ),
    "guide_at_label": (
        "Step 2 of 4: pick the better of two titles. {labels:,} of {enough} labels to begin training.",
        "第 2 步（共 4 步）：从两个标题中选出更好的一个。开始训练需要 {enough} 条标注，已有 {labels:,} 条。",
    ),
    "guide_declined": (
        "Step 1 of 4: no idea is in English, which is all that the embedded model writes. Pick another "
        "below, under “Model that writes”, such as Qwen2.5-0.5B-Instruct, or add ideas in English.",
        "第 1 步（共 4 步）：选题都不是英文，而内置模型只能写英文。请在下方“写标题的模型”中改选其他模型"
        "（例如 Qwen2.5-0.5B-Instruct），或添加英文选题。",
    ),
    "guide_few": (
        "A few are enough to try it; about {n} teach it more.",
        "几个就能试一试；有 {n} 个左右，模型能学到更多。",
    ),
    "guide_writing": (
        "Step 1 of 4: a model is writing titles, {done} of {total} ideas are done. It goes on when you"
        " close this page.",
        "第 1 步（共 4 步）：模型正在写标题，{total} 个选题已完成 {done} 个。关闭页面后仍会继续。",
    ),
    "guide_at_train": (
        "Step 3 of 4: {labels:,} labels are enough; train a model on them. With more you can train another "
        "later.",
        "第 3 步（共 4 步）：已有 {labels:,} 条标注，可以开始训练模型了。以后标注多了，还可以再训练一个。",
    ),
    "guide_newer": (
        "Step 4 of 4: a newer model is trained; a comparison tells whether it got better still.",
        "第 4 步（共 4 步）：新模型已训练好；做一次比较，看它是否又有进步。",
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
        "第 1 步（共 4 步）由所有者完成：添加选题并生成标题。很快就有可标注的内容。",
    ),
    "guide_owner_at_train": (
        "Step 3 of 4 is the owner's: training a model on the labels. You can look at everything here.",
        "第 3 步（共 4 步）由所有者完成：用标注训练模型。您可以随意查看这里的内容。",
    ),
    "guide_owner_at_compare": (
        "Step 4 of 4 begins with the owner, who makes a comparison. Then you can judge.",
        "第 4 步（共 4 步）由所有者先创建比较，之后您就可以评判。",
    ),
    "guide_done_better": (
        "All four steps are done, and the verdicts prefer the tuned model. It can write titles for new ideas "
        "now; after {enough} more labels, on new ideas too, another training is worth it.",
        "四个步骤均已完成，评判更偏向微调模型。现在可用它为新选题写标题；再标注 {enough} "
        "条（也包括新选题）后，值得再训练一次。",
    ),
    "guide_done_open": (
        "All four steps are done; the verdicts do not tell the two models apart, so either will do. Add "
        "ideas, have titles written and label {enough} more: then another training is worth it.",
        "四个步骤均已完成，但评判分不出两个模型的高下，用哪个都可以。请添加选题、写好标题，"
        "再标注 {enough} 条，然后再训练一次。",
    ),
    "guide_done_worse": (
        "All four steps are done, and the verdicts prefer the other model: keep that one. Add ideas, have "
        "titles written and label {enough} more: then another training is worth it.",
        "四个步骤均已完成，评判更偏向另一个模型：请继续用那一个。请添加选题、写好标题，再标注 {enough} 条，"
        "然后再训练一次。",
    ),
    "guide_done_provisional": (
        "All four steps are done; the result says whether the model got better. After {enough} more "
        "labels, on new ideas too, another training is worth it.",
        "四个步骤均已完成；模型是否变好，请看结果。再标注 {enough} 条（也包括新选题）后，值得再训练一次。",
    ),
    "guide_used_up": (
        "All four steps are done, and every idea is labelled. Add ideas to label more, or train another "
        "model "
        "now: {n:,} {n:label is|labels are} new.",
        "四个步骤均已完成，所有选题都已标注。可添加选题继续标注，也可现在再训练一个模型（新增标注 {n:,} "
        "条）。",
    ),
    "guide_toward": ("{n:,} of {enough} new labels", "新增标注 {n:,} / {enough} 条"),
    "guide_done_by_example": (
        "All four steps are done, with the example judge's simulated verdicts. Whether the model got better "
        "in people's eyes, only their own verdicts say.",
        "四个步骤均已完成，但评判来自示例评判者（模拟）。人们是否觉得模型变好，要由人来评判。",
    ),
    "guide_more": (
        "All four steps are done. {n} of {enough} new labels for another training, best on new ideas too.",
        "四个步骤均已完成。新增标注 {n} / {enough} 条（最好也有新选题），够了就可以再训练一个模型。",
    ),
    "guide_at_create_titles": (
        "Step 1 of 4: {n:,} {n:idea is|ideas are} there; let a model write titles for them.",
        "第 1 步（共 4 步）：已有 {n:,} 个选题，让模型为它们写标题。",
    ),
    "guide_again": (
        "{n:,} {n:label|labels} came since your newest model: train another on all of them.",
        "上次训练之后又有 {n:,} 条标注：可用全部标注再训练一个模型。",
    ),
    "guide_go_use": ("Write titles with your model", "用您的模型写标题"),
    "guide_go_more": ("Label more", "继续标注"),
    "guide_go_create": ("Add ideas", "添加选题"),
    "guide_go_label": ("Go to Label", "前往“标注”"),
    "guide_go_train": ("Go to Train", "前往“训练”"),
    "guide_go_compare": ("Go to Compare", "前往“比较”"),
    "guide_there_create": ("To “Write titles”", "前往“写标题”"),
    "guide_there_other_writer": ("To “Model that writes”", "前往“写标题的模型”"),
    "guide_there_train": ("To “Start training”", "前往“开始训练”"),
    "guide_there_compare": ("To “Make the comparison”", "前往“创建比较”"),
    "guide_n_create": ("{n:,} {n:idea|ideas}", "{n:,} 个选题"),
    "guide_n_label": ("{n:,} {n:label|labels}", "{n:,} 条标注"),
    "guide_n_train": ("{n:,} {n:run|runs}", "{n:,} 次训练"),
    "guide_n_compare": ("{n:,} judged", "已评 {n:,} 对"),
    "guide_to_judge": ("{n:,} to judge", "待评 {n:,} 对"),
    "guide_by_example": ("{n:,} simulated", "模拟 {n:,} 对"),
    "guide_none": ("not yet", "未开始"),
}
