"""The playground on the compare tab."""

TEXT: dict[str, tuple[str, str]] = {
    "play_title": ("Playground: one idea, several models", "试写：一个选题，多个模型"),
    "play_about": (
        "Up to three models write for the same idea from the same seed; the same input gives the same titles "
        "again.",
        "最多三个模型以相同的种子为同一选题写；同样的输入会得到同样的标题。",
    ),
    "play_idea": ("Video idea", "视频选题"),
    "play_models": ("Models", "模型"),
    "play_models_info": (
        "Trained models and the base model. The owner may type any id on the Hugging Face Hub, or a folder.",
        "训练好的模型和基础模型。所有者可填任意 Hugging Face Hub 上的模型 ID 或文件夹。",
    ),
    "play_n": ("Titles of each", "每个模型的标题数"),
    "play_temperature": ("Temperature", "温度"),
    "play_seed": ("Seed", "种子"),
    "play_go": ("Write side by side", "并排写"),
    "play_none": ("no finished title", "没有写完的标题"),
    "play_unfinished": ("{n} not finished", "{n} 个没有写完"),
    "play_logp": ("log p {value:.1f}", "对数概率 {value:.1f}"),
    "play_reward": ("reward {value:+.2f}", "奖励 {value:+.2f}"),
    "play_reward_of": ("reward by {model} {value:+.2f}", "{model} 的奖励 {value:+.2f}"),
    "play_figures": (
        "Under each title, log p says how likely its model is to write it (nearer to 0: likelier), and the "
        "reward how training changed that (above 0: likelier than before).",
        "每个标题下方：对数概率表示模型有多可能写出它（越接近 0 越可能）；"
        "奖励表示训练带来的变化（大于 0：比训练前更可能）。",
    ),
    "play_figures_exact": ("What these figures are exactly", "这些数字的确切含义"),
    "play_figures_defined": (
        "log p: the title's log-probability under the model that wrote it, in nats. Reward: the implicit "
        "reward, beta times what log p under the tuned model is above that under the model it was trained "
        "against.",
        "对数概率：标题在写出它的模型下的对数概率（奈特）。奖励：隐式奖励，即 beta 乘以（微调模型下的对数概率"
        "减去训练时参考模型下的对数概率）。",
    ),
    "play_not_measured": (
        "No figures: at least one of these models gives no log-probabilities.",
        "没有数字：其中至少有一个模型不提供对数概率。",
    ),
    "play_send": ("Send these to labelling", "送去标注"),
    "play_send_about": (
        "Sent titles become candidates of their idea, marked with the model that wrote them. Labelled, they "
        "make a second round of training.",
        "送出的标题会成为该选题的候选，并注明由哪个模型所写。标注之后即可用于第二轮训练。",
    ),
    "play_sent": (
        "{titles:,} {titles:title was|titles were} added, which make {pairs:,} new {pairs:pair|pairs} to "
        "label.",
        "已添加 {titles:,} 个标题，新增 {pairs:,} 对待标注。",
    ),
    "play_left": (
        "{n:,} {n:was|were} left out: outside the length limits, or there already.",
        "{n:,} 个未添加：长度不合规，或已经存在。",
    ),
    "play_back": ("The idea had been set aside; it is back.", "这个选题此前已搁置，现已恢复。"),
    "play_nothing_sent": ("Write some titles first.", "请先写一些标题。"),
    "play_no_model": ("Choose one to three models.", "请选择一到三个模型。"),
    "play_n_bad": (
        "The number of titles must be a whole number from 1 to 10.",
        "标题数须为 1 到 10 之间的整数。",
    ),
    "play_same_model": (
        "A model is chosen twice; choose different ones.",
        "同一模型选了两次，请选择不同的模型。",
    ),
    "play_not_offered": (
        "Only models from the list can be used here; the owner may type others.",
        "这里只能使用列表中的模型；所有者可填其他模型。",
    ),
    "play_problem": ("The idea cannot be used: {problem}.", "无法使用该选题：{problem}。"),
}
