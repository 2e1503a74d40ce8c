"""Reward models, best of n and RLHF, wherever they are seen."""

TEXT: dict[str, tuple[str, str]] = {
    "train_method": ("Method", "方法"),
    "train_method_info": (
        "What learns from your labels. Each starts from settings of its own.",
        "用什么方法从标注中学习。每种方法都有自己的默认设置。",
    ),
    "train_method_dpo": ("DPO", "DPO：直接偏好优化"),
    "train_method_reward_model": ("Reward model, best of n", "奖励模型 + n 选一"),
    "train_method_rlhf": ("RLHF: reward model, then RLOO or GRPO", "RLHF：先奖励模型，再 RLOO 或 GRPO"),
    "rlhf_about_dpo": (
        "DPO makes the chosen titles more likely and the rejected ones less, compared with the base model. "
        "It learns from the labels directly, with one model and nothing to write in between. "
        "How far it may move away from the base model is what beta says.",
        "DPO 相对基础模型提高选中标题的概率、降低未选中标题的概率。"
        "它直接从标注学习，只需一个模型，训练中不必写标题。"
        "beta 决定它可以离基础模型多远。",
    ),
    "rlhf_about_reward_model": (
        "A second model learns to give the chosen title of a pair the higher reward. "
        "The base model stays as it is: it writes n titles, and the one with the highest reward is shown. "
        "Training is short, but every title costs n times as much to write, for as long as it is used.",
        "另一个模型学习给标题对中选中的标题更高的奖励。"
        "基础模型保持不变：它写 n 个标题，展示奖励最高的一个。"
        "训练很短，但此后每个标题的写作成本都是原来的 n 倍。",
    ),
    "rlhf_about_rlhf": (
        "First a reward model learns from the labels; then the writing model, the policy, tries titles "
        "and moves towards those with a reward above the average of its other tries. "
        "Beta holds it near the base model, since what pleases a reward model need not please you. "
        "It has the most to set and costs the most; guards stop it when titles begin to break.",
        "先由奖励模型从标注学习；然后写标题的模型（即策略）不断尝试，朝着奖励高于自己其他尝试平均值的标题移动。"
        "beta 使其留在基础模型附近，因为奖励模型喜欢的未必是您喜欢的。"
        "它要设置的最多、成本最高；一旦标题开始变坏，保护措施会将其停下。",
    ),
    "rlhf_models": ("Models in memory", "内存中的模型"),
    "rlhf_models_dpo": ("1 model", "1 个模型"),
    "rlhf_models_reward_model": ("1 to train, 2 to write", "训练 1 个，写作 2 个"),
    "rlhf_models_rlhf": (
        "3: policy, reference, reward model",
        "3：策略、参考、奖励模型",
    ),
    "rlhf_labels": ("Labels needed", "所需标注"),
    "rlhf_labels_dpo": ("as many as step 2 asks for", "达到第 2 步的要求即可"),
    "rlhf_labels_reward_model": ("several hundred", "数百条"),
    "rlhf_labels_rlhf": (
        "several hundred; with 60 the reward promised 78% and kept 63%",
        "数百条；只有 60 条时，奖励模型预计 78%，实际只有 63%",
    ),
    "rlhf_time": ("Time here", "本机用时"),
    "rlhf_time_about": ("about {time}", "约 {time}"),
    "rlhf_time_scaled": (
        "about {time} (from DPO's pace here and the benchmark's ratio)",
        "约 {time}（由本机 DPO 速度与基准比例推算）",
    ),
    "rlhf_time_unknown": ("not measured yet", "尚未测量"),
    "rlhf_tokens": ("Tokens to write", "要写的词元"),
    "rlhf_tokens_none": ("none", "无"),
    "rlhf_tokens_reward_model": ("none; later n titles for each one shown", "无；之后每个展示的标题写 n 个"),
    "rlhf_tokens_rlhf": ("about {n:,.0f}", "约 {n:,.0f}"),
    "train_preset_4": ("Short", "短"),
    "train_preset_5": ("Slow", "慢"),
    "train_preset_6": ("GRPO", "GRPO 算法"),
    "train_preset_4_about": (
        "Short: 32 steps of RLOO at a high rate, held by a large beta.",
        "短：RLOO 32 步，学习率高，用较大的 beta 约束。",
    ),
    "train_preset_5_about": (
        "Slow: 80 steps of RLOO at a third of the rate, a small beta; it tries 2.5 times as many titles.",
        "慢：RLOO 80 步，学习率为三分之一，beta 较小；尝试的标题是“短”的 2.5 倍。",
    ),
    "train_preset_6_about": (
        "GRPO: as Slow, with rewards divided by their spread within an idea.",
        "GRPO：同“慢”，但奖励除以同一选题内的离散程度。",
    ),
    "rlhf_settings": ("Settings of the reward model and of RLHF", "奖励模型与 RLHF 的设置"),
    "train_center_rewards_coefficient": ("Centring of rewards", "奖励居中系数"),
    "train_center_rewards_coefficient_info": (
        "How strongly rewards are drawn to zero on average.",
        "将平均奖励拉向零的强度。",
    ),
    "train_reward_model": ("Reward model", "奖励模型"),
    "train_reward_model_info": (
        "The model folder of a reward model's run, to skip the first stage; empty trains one.",
        "填写某次奖励模型训练的 model 文件夹可跳过第一阶段；留空则先训练一个。",
    ),
    "train_policy_trainer": ("Policy trainer", "策略训练器"),
    "train_policy_trainer_info": ("How titles of one idea are weighed.", "同一选题的标题如何加权。"),
    "train_policy_steps": ("Policy steps", "策略步数"),
    "train_policy_steps_info": ("Optimizer steps of the second stage.", "第二阶段的优化步数。"),
    "train_policy_learning_rate": ("Policy learning rate", "策略学习率"),
    "train_policy_learning_rate_info": (
        "Of the second stage; too high breaks titles.",
        "第二阶段的学习率；过高会使标题变坏。",
    ),
    "train_policy_beta": ("Policy beta", "策略 beta"),
    "train_policy_beta_info": (
        "What a title's distance from the base model costs it in reward. At 0 nothing holds it.",
        "标题偏离基础模型时扣除的奖励；为 0 时没有任何约束。",
    ),
    "train_policy_ideas_per_step": ("Ideas a policy step", "每个策略步的选题数"),
    "train_policy_ideas_per_step_info": ("Each with several titles.", "每个选题写若干标题。"),
    "train_num_generations": ("Titles for each idea", "每个选题的标题数"),
    "train_num_generations_info": (
        "Tried in one policy step and compared with one another.",
        "在一个策略步中尝试并相互比较。",
    ),
    "train_max_completion_length": ("Longest title, in tokens", "最长标题（词元）"),
    "train_max_completion_length_info": ("What is longer is cut off.", "超出部分会被截断。"),
    "rlhf_held_out_dpo": (
        "DPO's implicit reward ({name}): {accuracy:.0%} of {pairs:,} held-out pairs right (95%: {low:.0%} to "
        "{high:.0%})",
        "DPO 的隐式奖励（{name}）：{pairs:,} 个留出标题对中 {accuracy:.0%} 正确"
        "（95%：{low:.0%} 至 {high:.0%}）",
    ),
    "rlhf_held_out_reward": (
        "Reward model ({name}): {accuracy:.0%} of {pairs:,} held-out pairs right (95%: {low:.0%} to "
        "{high:.0%})",
        "奖励模型（{name}）：{pairs:,} 个留出标题对中 {accuracy:.0%} 正确（95%：{low:.0%} 至 {high:.0%}）",
    ),
    "rlhf_held_out_note": (
        "Pairs of one idea share titles, so the interval counts them as fewer.",
        "同一选题的标题对共用标题，因此计算区间时按较少的对数计。",
    ),
    "rlhf_held_out_same": (
        "The same pairs for all. Pairs of one idea share titles, so the intervals count them as fewer.",
        "所用标题对相同。同一选题的标题对共用标题，因此计算区间时按较少的对数计。",
    ),
    "rlhf_reward_is_not_quality": (
        "A high reward is not quality: titles can please the reward model and be broken. Compare blind.",
        "奖励高不等于质量好：标题可能讨好奖励模型却已变坏。请做盲比。",
    ),
    "rlhf_stopped_by_guards": (
        "The guards stopped the training at step {step}: {reasons}.",
        "保护措施在第 {step} 步停止了训练：{reasons}。",
    ),
    "rlhf_and": (", and ", "，且"),
    "rlhf_fault_kl": (
        "a title's KL from the base model is {kl:.1f} nats, over 3",
        "标题与基础模型的 KL 为 {kl:.1f} 奈特，超过 3",
    ),
    "rlhf_fault_well_formed": (
        "only {share:.0%} of the titles are well formed, 5 points or more below the base model",
        "只有 {share:.0%} 的标题格式完好，比基础模型低 5 个百分点以上",
    ),
    "rlhf_fault_opening_share": (
        "{opened:.0%} of the titles open with “{opening}”",
        "{opened:.0%} 的标题以“{opening}”开头",
    ),
    "rlhf_taken_back": (
        "The model of step {step}, the last healthy one, is kept.",
        "保留第 {step} 步（最后一个健康的检查点）的模型。",
    ),
    "rlhf_nothing_healthy": (
        "No checkpoint before that was healthy, so no model is kept; lower the policy's learning rate.",
        "此前没有健康的检查点，因此未保留模型；请降低策略学习率。",
    ),
    "rlhf_kept_step": ("The model of step {step} is kept.", "保留第 {step} 步的模型。"),
    "rlhf_stage_reward_model": ("Stage 1 of 2, the reward model. ", "第 1 阶段（共 2）：奖励模型。"),
    "rlhf_stage_policy": ("Stage 2 of 2, the policy. ", "第 2 阶段（共 2）：策略。"),
    "rlhf_samples_step": ("Step {step}", "第 {step} 步"),
    "rlhf_axis": ("policy step", "策略步"),
    "rlhf_while_training": ("while training", "训练中"),
    "rlhf_looks": ("guards' looks", "保护检查"),
    "rlhf_well_formed": ("well formed", "格式完好"),
    "rlhf_distinct": ("distinct", "各不相同"),
    "rlhf_opening": ("commonest opening", "最常见开头"),
    "rlhf_reward_win": ("by the reward model", "按奖励模型"),
    "rlhf_check_win": ("by plain features", "按简单特征"),
    "rlhf_as_base": ("50%: as the base model", "50%：与基础模型相同"),
    "rlhf_stops_here": ("3: stops here", "3：到此停止"),
    "rlhf_opening_limit": ("25%: one opening too common", "25%：某一开头过多"),
    "rlhf_plot_reward": ("Reward", "奖励"),
    "rlhf_plot_reward_note": (
        "It rises whatever happens to the titles; look at the other plots.",
        "无论标题如何，奖励都会上升；请看其他图。",
    ),
    "rlhf_plot_agree": ("Preferred to the base model's titles", "优于基础模型标题的比例"),
    "rlhf_plot_agree_note": (
        "An independent check learned from the same labels by length, question marks and the like. When the "
        "reward model goes up alone, do not believe it.",
        "独立检验按长度、问号等简单特征从相同标注学得。若只有奖励模型的比例上升，请勿轻信。",
    ),
    "rlhf_plot_kl": ("KL from the base model, nats a title", "与基础模型的 KL（每个标题的奈特数）"),
    "rlhf_plot_kl_note": (
        "How far the titles are from what the base model would write.",
        "标题与基础模型所写的距离。",
    ),
    "rlhf_plot_entropy": ("Entropy, nats a token", "熵（每个词元的奈特数）"),
    "rlhf_plot_entropy_note": (
        "How much is left to chance. Near 0 it writes one title only.",
        "还留给随机的余地。接近 0 时只会写一个标题。",
    ),
    "rlhf_plot_health": ("Health of the titles", "标题健康状况"),
    "rlhf_plot_health_note": (
        "Stops when well-formed titles fall by 5 points or one opening passes the line.",
        "格式完好的比例下降 5 个百分点或某一开头越过此线时停止。",
    ),
    "best_of": ("Best of n by a reward model", "由奖励模型 n 选一"),
    "best_of_about": (
        "The writer writes n titles for each one shown, and the reward model picks. No policy is trained: "
        "this is the bar for every other method.",
        "写作模型为每个展示的标题写 n 个，由奖励模型挑选。无需训练策略：这是其他方法的比较基准。",
    ),
    "best_of_reward": ("Reward model of", "奖励模型来自"),
    "best_of_writer": ("Writer", "写作模型"),
    "best_of_n": ("n, titles to choose from", "n：可选标题数"),
    "best_of_use": ("Compare this as the tuned model", "作为微调模型进行比较"),
    "best_of_cost": (
        "{n} titles are written and scored for each one shown, so it costs about {n} times as much; KL from "
        "the writer at most {kl:.2f} nats.",
        "每展示一个标题要写作并打分 {n} 个，成本约为 {n} 倍；与写作模型的 KL 至多 {kl:.2f} 奈特。",
    ),
    "best_of_name": ("Best of {n} by {scorer}: {writer}", "{scorer} 从 {n} 个中选一：{writer}"),
    "best_of_n_bad": ("n must be a whole number from 2 to 16.", "n 须为 2 到 16 之间的整数。"),
    "best_of_none": ("Choose a reward model and a writer first.", "请先选择奖励模型和写作模型。"),
    "best_of_took": (
        "Best of {n}: {own:,.0f} ms a title, against {base:,.0f} ms of the base model.",
        "{n} 选一：每个标题 {own:,.0f} 毫秒，基础模型为 {base:,.0f} 毫秒。",
    ),
    "prejudge": ("A reward model's opinion", "奖励模型的看法"),
    "prejudge_about": (
        "A reward model can judge the comparison too, before people do or beside them. Its choices are no "
        "verdicts: they count in no result, and whoever judges does not see them.",
        "奖励模型也可以评判这次比较，在人们评判之前或同时进行。它的选择不是评判：不计入任何结果，评判者也看不到。",
    ),
    "prejudge_ask": ("Let it judge", "让它评判"),
    "prejudge_none": ("Choose a reward model first.", "请先选择奖励模型。"),
    "prejudge_prefers": (
        "It prefers the tuned title in {wins:,} of {n:,} pairs ({share:.0%}).",
        "在 {n:,} 对中，它有 {wins:,} 对偏好微调模型的标题（{share:.0%}）。",
    ),
    "prejudge_with_people": ("Agreement with people's verdicts", "与人工评判的一致率"),
    "prejudge_with_simulated": (
        "Agreement with the example judge (simulated)",
        "与示例评判者（模拟）的一致率",
    ),
    "prejudge_agreement": (
        "{share:.0%} of the {n:,} pairs that both have judged.",
        "双方都评判过的 {n:,} 对中 {share:.0%}。",
    ),
    "prejudge_agreement_none": ("No pair has been judged by both yet.", "尚无双方都评判过的标题对。"),
    "prejudge_ties": ("{n:,} of them are ties and count half.", "其中 {n:,} 对为平局，各算一半。"),
    "prejudge_decided": (
        "Of those that were decided it chose the same in {same:,} of {decided:,} (95%, Wilson: {low:.0%} to "
        "{high:.0%}).",
        "已分胜负的 {decided:,} 对中有 {same:,} 对选择相同（95%，Wilson：{low:.0%} 至 {high:.0%}）。",
    ),
    "prejudge_no_vote": (
        "A reward model can be pleased by broken titles; where people disagree with it, believe them.",
        "写坏的标题也可能讨好奖励模型；人们与它意见不同时，请相信人。",
    ),
    "prejudge_made_with_it": (
        "The tuned titles were made to please this very reward model, so that it prefers them says nothing.",
        "微调模型的标题正是为讨好这个奖励模型而写，因此它的偏好不说明问题。",
    ),
    "prejudge_seen": (
        "It has learned from labels on {n:,} of the {ideas:,} ideas, or nearly the same ones.",
        "在 {ideas:,} 个选题中，有 {n:,} 个（或几乎相同的）曾用于训练它。",
    ),
    "prejudge_alike": (
        "Titles of one idea are alike, so the true interval is wider.",
        "同一选题的标题彼此相似，实际区间更宽。",
    ),
    "found": ("What we found", "我们的发现"),
    "found_caveat": (
        "bench/methods.py, embedded model, seeds: {seeds}. The taste is simulated, a rule about questions, "
        "numbers and shouting, which suits a reward model: this says what methods cost and whether they "
        "learn a taste, not whose titles are better.",
        "bench/methods.py，内置模型，随机种子数：{seeds}。品味是模拟的，即关于问句、数字和大写的规则，"
        "这对奖励模型有利：结果说明各方法的成本以及能否学到品味，并不说明谁的标题更好。",
    ),
    "found_method": ("Method", "方法"),
    "found_win": ("Wins against base (95%)", "胜过基础模型（95%）"),
    "found_strict": ("Broken titles lose", "写坏的标题算输"),
    "found_form": ("Well formed (base)", "格式完好（基础）"),
    "found_cpu": ("CPU seconds of training", "训练用的 CPU 秒"),
    "found_tokens": ("Tokens written in training", "训练中写的词元"),
    "found_curve": ("A run that goes too far, on purpose", "故意优化过头的一次训练"),
    "found_curve_note": (
        "RLOO at a rate of 5e-4 and with beta 0, one seed, the guards switched off: what it is rewarded for "
        "goes up while its titles break or become copies of one another.",
        "RLOO，学习率 5e-4，beta 为 0，一个随机种子，关闭保护：所奖励的指标不断上升，标题却变坏或彼此雷同。",
    ),
    "found_curve_stopped": (
        "The guards would have stopped it at step {step}: {faults}.",
        "若开启保护，会在第 {step} 步停止：{faults}。",
    ),
    "found_and": (", ", "，"),
    "found_fault_kl": ("KL over 3 nats a title", "每个标题的 KL 超过 3 奈特"),
    "found_fault_well_formed": ("fewer titles well formed", "格式完好的标题减少"),
    "found_fault_opening_share": ("one opening too common", "某一开头过多"),
    "found_line_reward_win": ("the reward model prefers it", "奖励模型偏好它"),
    "found_line_win": ("the taste prefers it", "品味偏好它"),
    "found_line_strict_win": ("the same, broken titles lose", "同上，写坏的标题算输"),
    "found_line_well_formed": ("well formed", "格式完好"),
    "found_line_distinct": ("distinct", "各不相同"),
    "found_in_words": ("The same in numbers", "查看数据"),
    "found_dpo": ("DPO with the prefix tree", "DPO（前缀树）"),
    "found_best_of_4": ("Best of 4 by a reward model", "奖励模型 4 选一"),
    "found_best_of_8": ("Best of 8 by a reward model", "奖励模型 8 选一"),
    "found_rloo_short": ("Reward model + RLOO, short", "奖励模型 + RLOO，短"),
    "found_rloo_slow": ("Reward model + RLOO, slow", "奖励模型 + RLOO，慢"),
    "found_grpo": ("Reward model + GRPO", "奖励模型 + GRPO"),
}
