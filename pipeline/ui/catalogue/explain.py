"""What the ideas behind training mean: three sentences each, folded away beside where they are met."""

TEXT: dict[str, tuple[str, str]] = {
    "explain_eq_3": ("eq. 3", "式 (3)"),
    "explain_eq_6": ("eq. 6", "式 (6)"),
    "explain_eq_7": ("eq. 7", "式 (7)"),
    "explain_section_4": ("section 4", "第 4 节"),
    "explain_source": ("Source:", "出处："),
    "explain_dpo_name": ("How does it learn from picks? (DPO)", "它怎样从选择中学习？（DPO）"),
    "explain_dpo": (
        "Direct preference optimisation takes pairs of titles of which one was chosen, and changes the "
        "model so that the chosen one becomes more likely and the rejected one less. How much either "
        "has changed is counted from where the base model had them, so a title that was likely anyway "
        "earns nothing. It is plain training on a fixed set of pairs: no second model has to be "
        "trained, and nothing is written while it runs.",
        "直接偏好优化（DPO）使用一对对标题，其中一个被选中；它调整模型，使选中的标题更可能出现，未选中"
        "的更不可能。两者的变化都以基础模型的概率为起点计算，因此原本就常见的标题不会得到额外好处。这只"
        "是在固定标题对上的普通训练：不需要再训练第二个模型，训练中也不生成文本。",
    ),
    "explain_rlhf_name": ("What are the other ways to learn? (RLHF, PPO)", "还有哪些学习方式？（RLHF、PPO）"),
    "explain_rlhf": (
        "RLHF first trains a reward model on the same pairs, then lets the model write titles and "
        "makes those likelier that the reward model likes; PPO is the usual way to do the second step "
        "in small, safe moves. It can learn from titles that nobody has judged, but it needs more "
        "models in memory, more time, and an eye on titles that please the reward model and no reader. "
        "DPO aims at the same goal, the one below, and reaches it from the pairs alone.",
        "RLHF 先用同样的标题对训练一个奖励模型，再让模型写标题，并提高奖励模型喜欢的标题的概率；PPO 是"
        "以小而稳的步子完成第二步的常用方法。它能从没有人评判过的标题中学习，但需要更多内存和时间，还要"
        "留意那些只讨好奖励模型、读者却不喜欢的标题。DPO 追求下式中的同一目标，但只用标题对就能达到。",
    ),
    "explain_reference_name": (
        "What keeps it from forgetting how to write? (reference model)",
        "什么使它不会忘记怎样写作？（参考模型）",
    ),
    "explain_reference": (
        "The reference model is the base model, kept as it was; each title's likelihood is compared "
        "with what the reference gave it. Without it the model could win every pair by making all "
        "titles absurdly unlikely, the rejected ones a little more, and forget how to write. With it, "
        "straying costs, and what is left to learn is your taste.",
        "参考模型就是保持原样的基础模型；每个标题的概率都与参考模型给出的概率相比。没有它，模型只要让所"
        "有标题的概率都变得极低、未选中的更低，就能“赢下”每一对，同时忘记怎样写作。有了它，偏离要付出代价"
        "，剩下要学的就是您的品味。",
    ),
    "explain_beta_name": (
        "How far may it go from the base model? (beta)",
        "它可以偏离基础模型多远？（beta）",
    ),
    "explain_beta": (
        "Beta is the price of moving away from the reference model, per nat. A large beta keeps titles "
        "close to how the base model writes, so little changes; a small one lets the model go far for "
        "your labels, and too small a one may mangle titles. The published default is 0.1; change it "
        "only by factors of two or more, and look at the sample titles.",
        "beta 是偏离参考模型的代价（按奈特计）。beta 大，标题贴近基础模型的写法，变化很小；beta 小，模"
        "型会为了您的标注走得更远，过小则可能破坏标题。论文中的默认值是 0.1；调整时至少翻倍或减半，并查"
        "看标题样例。",
    ),
    "explain_reward_name": (
        "What does it hold of a title? (implicit reward)",
        "它怎样看待一个标题？（隐式奖励）",
    ),
    "explain_reward": (
        "No reward model is trained here, but the tuned model holds one: beta times how many nats "
        "likelier a title has become than the base model had it. Above zero it has become likelier, "
        "below zero less so. It says what was learned from the pairs, not whether a reader would like "
        "the title.",
        "这里没有训练奖励模型，但微调后的模型隐含一个：beta 乘以标题的对数概率相对基础模型增加的奈特数"
        "。大于零表示更可能出现，小于零则相反。它说明从标题对中学到了什么，并不说明读者是否会喜欢。",
    ),
    "explain_margin_name": ("How sure is it of a pair? (margin)", "它对一对标题有多大把握？（差距 margin）"),
    "explain_margin": (
        "The margin is the chosen title's implicit reward less the rejected one's. Above zero the "
        "model agrees with the label, and the share of such pairs is the reward accuracy; a margin of "
        "1 means that it holds the chosen title better with 73%. On held-out pairs it should grow: "
        "where only the training pairs' margin grows, pairs are learned by heart.",
        "差距是选中标题的隐式奖励减去未选中标题的隐式奖励。大于零表示模型与标注一致，这类标题对的比例就"
        "是奖励准确率；差距为 1 表示模型以 73% 的把握认为选中的更好。它在留出的标题对上应当变大：若只在"
        "训练标题对上变大，模型就是在死记硬背。",
    ),
}
