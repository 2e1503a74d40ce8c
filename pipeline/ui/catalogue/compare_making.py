"""Making a comparison."""

TEXT: dict[str, tuple[str, str]] = {
    "compare_no_runs": (
        "No trained model yet. Train one in the third step, on the tab Train; then its titles can be compared"
        " here.",
        "还没有训练好的模型。请先在第三步“训练”页训练一个，然后即可在此比较其标题。",
    ),
    "compare_go_train": ("Go to Train", "前往“训练”"),
    "compare_make": ("Make a comparison", "创建比较"),
    "compare_make_about": (
        "The tuned model, the one you trained, and the model that it started from write titles for ideas "
        "that neither was trained on. The pairs are judged blind: which is shown as A is drawn at random, "
        "and nobody sees which is whose.",
        "微调模型（您训练的模型）和它的基础模型各为训练时没用过的选题写标题。"
        "评判是盲评：哪个显示为 A 随机决定，谁也看不到哪个标题出自哪个模型。",
    ),
    "compare_tuned_info": (
        "A run, an id on the Hugging Face Hub, or a folder of this machine.",
        "选择一次训练，或填写 Hugging Face Hub 上的模型 ID、本机文件夹。",
    ),
    "compare_against": ("Compared with", "对照模型"),
    "compare_own_base": ("The run's own base model", "这次训练所用的基础模型"),
    "compare_before": ("The model trained before it", "上一次训练的模型"),
    "compare_before_about": (
        "Compared with the model trained before it, this one shows whether it got better still. Two such "
        "models differ less than one and its base, so it may take more ideas to tell them apart.",
        "与上一次训练的模型比较，可看出这一个是否又有进步。"
        "两者的差别通常比与基础模型的差别小，可能需要更多选题才能分出高下。",
    ),
    "compare_none_before": (
        "No model was trained before this one; choose another to compare it with.",
        "在它之前没有训练过模型；请另选对照模型。",
    ),
    "compare_ideas": ("Ideas", "选题"),
    "compare_ideas_bundled": ("Ideas that come with the app to compare on", "应用自带的选题（专供比较）"),
    "compare_ideas_held_out": ("My ideas that it was not trained on", "我的未用于训练的选题"),
    "compare_ideas_both": ("Both", "两者都用"),
    "compare_unseen_both": (
        "{n:,} {n:idea|ideas} together that neither model has seen; of yours the labelled ones were learned "
        "from, or helped choose which epoch is kept.",
        "两个模型都没见过的选题共 {n:,} 个；您标注过的选题已用于训练，或参与选出所保留的轮次。",
    ),
    "compare_unseen": (
        "{n:,} of your {total:,} ideas; the others were learned from, or helped choose which epoch is kept.",
        "您的 {total:,} 个选题中有 {n:,} 个可用；其余的用于训练，或参与选出所保留的轮次。",
    ),
    "compare_unseen_all": ("All of your {n:,} {n:idea|ideas}.", "您的全部 {n:,} 个选题。"),
    "compare_n_pairs": ("Pairs", "标题对数量"),
    "compare_n_pairs_info": (
        "One pair for each idea; 60 ideas come with the app. Beyond that an idea has several pairs, and "
        "still "
        "counts once.",
        "每个选题一对；应用自带 60 个选题。超出后一个选题有好几对，但结果仍只算一次。",
    ),
    "compare_design": ("When is it decided?", "何时下结论？"),
    "compare_design_fixed": ("When all pairs are judged", "评判完全部标题对后"),
    "compare_design_sequential": ("As soon as the verdicts suffice", "评判足够时立即停止"),
    "compare_design_info": (
        "Choose now, not while judging: who looks again and again and stops at a lucky moment finds a "
        "difference where there is none (in 17% of cases after 50 looks). The second choice allows for that, "
        "at a price: from the same number of verdicts it asks for a clearer difference than a fixed number "
        "does.",
        "请在评判前选定。若边评边看结果、碰巧有利时就停，即使毫无差别也可能得出“有差别”"
        "（若看 50 次，误判概率为 17%）。第二种方式已考虑到这一点，代价是："
        "同样多的评判，要比固定数量时差别更明显才能下结论。",
    ),
    "compare_more": ("When it is decided, temperature and seed", "何时下结论、温度与随机种子"),
    "compare_temperature": ("Temperature", "温度"),
    "compare_seed": ("Seed", "随机种子"),
    "compare_seed_info": (
        "Moves on after each comparison: the same seed writes the same titles.",
        "每次比较后自动换一个：相同的种子会写出相同的标题。",
    ),
    "compare_seed_bad": (
        "The seed must be a whole number from 0 to 2147483647.",
        "随机种子须为 0 到 2147483647 之间的整数。",
    ),
    "compare_make_go": ("Make the comparison", "创建比较"),
    "compare_started": ("Loading both models …", "正在加载两个模型……"),
    "compare_writing": (
        "{model}: titles for {done:,} of {total:,} ideas.",
        "{model}：已为 {total:,} 个选题中的 {done:,} 个写好标题。",
    ),
    "compare_writing_kl": (
        "Measuring how far the two models are apart.",
        "正在衡量两个模型相差多远。",
    ),
    "compare_made": (
        "The comparison is ready: {ideas:,} {ideas:idea|ideas}, {pairs:,} {pairs:pair|pairs} to judge.",
        "比较已就绪：{ideas:,} 个选题，{pairs:,} 对标题待评判。",
    ),
    "compare_made_skipped": (
        "{n:,} {n:idea was|ideas were} passed over, since a model declines them.",
        "{n:,} 个选题因模型不受理而略过。",
    ),
    "compare_made_repeated": (
        "{n:,} {n:pair came|pairs came} up again for their idea and are not asked twice.",
        "{n:,} 对在同一选题中重复出现，不再重复评判。",
    ),
    "compare_made_fewer": (
        "{wanted:,} were asked for; add ideas for more.",
        "原计划 {wanted:,} 对；添加选题可得到更多。",
    ),
    "compare_left_trained": (
        "Left out, since a model was trained on them or on nearly the same: {n:,}",
        "因某个模型用它们或几乎相同的选题训练过而被排除：{n:,} 个",
    ),
    "compare_left_choosing": (
        "Left out, since they chose the checkpoint that was kept: {n:,}",
        "因参与选出所保留的检查点而被排除：{n:,} 个",
    ),
    "compare_left_like": ("{idea} (like: {like})", "{idea}（近似：{like}）"),
    "compare_form_late": (
        "Your newest model was just being filled in; look at both models, then press again.",
        "刚才正在填入最新的模型；请看一下两个模型，再点一次。",
    ),
    "compare_choose_both": ("Choose both models first.", "请先选好要比较的两个模型。"),
    "compare_same_model": (
        "Both sides are the same model; choose two that differ.",
        "两侧是同一个模型，请选择两个不同的模型。",
    ),
    "compare_pairs_bad": (
        "The number of pairs must be a whole number from 1 to 500.",
        "标题对数量须为 1 到 500 之间的整数。",
    ),
    "compare_missing": ("Choose a comparison first.", "请先选择一次比较。"),
    "compare_no_ideas": (
        "No idea is left that these models were not trained on. Add ideas and leave them unlabelled, or use "
        "the ideas that come with the app.",
        "没有剩下这些模型训练未用到的选题。请添加一些不标注的选题，或使用应用自带的选题。",
    ),
}
