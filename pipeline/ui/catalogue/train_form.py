"""The settings of a run: presets, and what each field means."""

TEXT: dict[str, tuple[str, str]] = {
    "train_settings": (
        "Settings: model, recipe, other ways to learn",
        "设置：模型、配方、其他学习方式",
    ),
    "train_trains": ("It trains {model}.", "训练的模型：{model}。"),
    "train_preset_own": (
        "Settings of your own, which no preset has.",
        "使用您自己的设置，与任何预设都不同。",
    ),
    "train_base_model": ("Base model", "基础模型"),
    "train_base_model_info": (
        "What is trained: pick one, or type a model's id on the Hugging Face Hub or its folder.",
        "要训练的模型：可从列表选择，或输入 Hugging Face Hub 上的模型 ID，或本机上的文件夹。",
    ),
    "train_preset": ("Preset", "预设"),
    "train_preset_info": (
        "All settings at once, for the base model; the standard recipe suits most.",
        "按基础模型一次填好所有设置；一般用标准配方即可。",
    ),
    "train_preset_0": ("Quick", "快速"),
    "train_preset_1": ("Standard recipe", "标准配方"),
    "train_preset_2": ("LoRA", "LoRA 微调"),
    "train_preset_3": ("Careful", "稳妥"),
    "train_preset_0_about": (
        "Quick: one epoch, to see within a minute or two whether your labels teach anything.",
        "快速：只训练一轮，一两分钟内就能看出标注是否有效。",
    ),
    "train_preset_1_about": (
        "The standard recipe: three passes (epochs) over all pairs, keeping the best.",
        "标准配方：把所有标题对学三遍（三轮），保留效果最好的一版。",
    ),
    "train_preset_2_about": (
        "LoRA: three epochs of a small adapter, which needs less memory and makes small files.",
        "LoRA 微调：只训练一个小适配器，共三轮；占用内存更少，文件更小。",
    ),
    "train_preset_3_about": (
        "Careful: half the learning rate and twice the epochs, keeping the best; slower and gentler.",
        "稳妥：学习率减半、轮数加倍，保留效果最好的一版；更慢，但更不易破坏标题。",
    ),
    "train_trainer": ("Trainer", "训练方式"),
    "train_trainer_info": (
        "The prefix tree computes what pairs share only once: the same loss, many times faster.",
        "前缀树把各对共有的部分只计算一次：损失相同，速度快很多倍。",
    ),
    "train_trainer_prefix_tree": ("Prefix tree", "前缀树"),
    "train_trainer_stock": ("Plain TRL", "普通 TRL"),
    "train_ideas_per_step": ("Ideas a step", "每步选题数"),
    "train_ideas_per_step_info": (
        "With the prefix tree, a step learns from all pairs of so many ideas, and of fewer where an epoch "
        "would have under eight steps; the batch plays no part.",
        "使用前缀树时，每步学习这么多选题的所有标题对；若一轮不足八步，则每步取更少的选题。“训练批大小”不起作用。",
    ),
    "train_name": ("Name", "名称"),
    "train_name_info": (
        "What the run is called, here and in its folder's name.",
        "此次训练的名称，也用于其文件夹名。",
    ),
    "train_name_example": ("made from the model and the time", "由模型和时间生成"),
    "train_folder": (
        "output_dir: each run gets a folder of its own, named by time and name, in {folder}",
        "output_dir：每次训练在 {folder} 中有自己的文件夹，以时间和名称命名",
    ),
    "train_adapter": ("What is trained", "训练范围"),
    "train_adapter_info": (
        "All weights, or a small adapter (LoRA) beside frozen ones, which takes less memory.",
        "全部权重，或在冻结权重旁训练一个小适配器（LoRA），占用内存更少。",
    ),
    "train_adapter_full": ("All weights", "全部权重"),
    "train_adapter_lora": ("LoRA adapter", "LoRA 适配器"),
    "train_num_train_epochs": ("Epochs", "训练轮数（epoch）"),
    "train_num_train_epochs_info": (
        "num_train_epochs: how many times the model sees every pair.",
        "num_train_epochs：模型看到每一对的次数。",
    ),
    "train_learning_rate": ("Learning rate", "学习率"),
    "train_learning_rate_info": (
        "learning_rate: how large a step the weights take; too large mangles titles.",
        "learning_rate：每步调整权重的幅度；过大会破坏标题。",
    ),
    "train_beta": ("Beta", "Beta 系数"),
    "train_beta_info": (
        "beta: how strongly the model is held near the base model; smaller lets it go further.",
        "beta：模型被拉向基础模型的力度；越小偏离越远。",
    ),
    "train_method_fold": (
        "Other ways to learn: a reward model, best of n, RLHF",
        "其他学习方法：奖励模型、n 选一、RLHF",
    ),
    "train_more": ("All settings", "全部设置"),
    "train_per_device_train_batch_size": ("Training batch", "训练批大小"),
    "train_per_device_train_batch_size_info": (
        "per_device_train_batch_size: pairs that plain TRL learns from in one step.",
        "per_device_train_batch_size：普通 TRL 每一步学习的标题对数量。",
    ),
    "train_per_device_eval_batch_size": ("Evaluation batch", "评估批大小"),
    "train_per_device_eval_batch_size_info": (
        "per_device_eval_batch_size: pairs that are checked at once; only speed and memory depend on it.",
        "per_device_eval_batch_size：一次检验的标题对数量；只影响速度和内存。",
    ),
    "train_gradient_accumulation_steps": ("Gradient accumulation", "梯度累积"),
    "train_gradient_accumulation_steps_info": (
        "gradient_accumulation_steps: batches that are added up to one step, where memory is short.",
        "gradient_accumulation_steps：内存不足时，把几批合为一步。",
    ),
    "train_loss_type": ("Loss", "损失函数"),
    "train_loss_type_info": (
        "loss_type: how a preference becomes a loss; sigmoid is DPO as it was published.",
        "loss_type：如何把偏好变成损失；sigmoid 即原始论文中的 DPO。",
    ),
    "train_sft_weight": ("SFT weight", "SFT 权重"),
    "train_sft_weight_info": (
        "Adds so much of the plain loss on the chosen title, which keeps titles well formed; 0 is pure DPO.",
        "加入相应比例的选中标题的普通损失，使标题保持通顺；0 为纯 DPO。",
    ),
    "train_lora_r": ("LoRA r", "LoRA 的秩 r"),
    "train_lora_r_info": (
        "The rank of the adapter: larger can learn more; without LoRA it plays no part.",
        "适配器的秩：越大能学得越多；不用 LoRA 时无作用。",
    ),
    "train_eval_strategy": ("Evaluate", "评估时机"),
    "train_eval_strategy_info": (
        "eval_strategy: check on the held-out pairs after every epoch, or every so many steps.",
        "eval_strategy：每轮（epoch）之后，或每隔若干步（steps），在留出的标题对上检验。",
    ),
    "train_eval_steps": ("Steps between evaluations", "评估间隔步数"),
    "train_eval_steps_info": (
        "eval_steps: steps from one evaluation or checkpoint to the next, where either goes by steps.",
        "eval_steps：按步进行时，两次评估或检查点之间的步数。",
    ),
    "train_save_strategy": ("Save", "保存时机"),
    "train_save_strategy_info": (
        "save_strategy: when a checkpoint is written; to keep the best model, as often as evaluated.",
        "save_strategy：何时写入检查点，每轮（epoch）或每隔若干步（steps）；要保留最佳模型，须与评估时机一致。",
    ),
    "train_save_total_limit": ("Checkpoints kept", "保留检查点数"),
    "train_save_total_limit_info": (
        "save_total_limit: older checkpoints than these are deleted.",
        "save_total_limit：更早的检查点会被删除。",
    ),
    "train_load_best_model_at_end": ("Keep the best model", "保留最佳模型"),
    "train_load_best_model_at_end_info": (
        "load_best_model_at_end: keep the checkpoint that did best on the held-out pairs, not the last one.",
        "load_best_model_at_end：保留在留出标题对上表现最好的检查点，而不是最后一个。",
    ),
    "train_metric_for_best_model": ("Best by", "最佳依据"),
    "train_metric_for_best_model_info": (
        "metric_for_best_model: the figure on the held-out pairs that says which checkpoint is best; the "
        "standard one is their loss (eval_loss).",
        "metric_for_best_model：用来判断哪个检查点最好的指标，在留出的标题对上计算；标准选择是评估损失（eval_loss）。",
    ),
    "train_logging_steps": ("Steps between log lines", "日志间隔步数"),
    "train_logging_steps_info": (
        "logging_steps: how often a point is added to the plots.",
        "logging_steps：图上每隔多少步增加一个点。",
    ),
    "train_warmup_steps": ("Warm-up steps", "预热步数"),
    "train_warmup_steps_info": (
        "warmup_steps: steps in which the learning rate rises from nothing to its full size; at most a fifth "
        "of the run's.",
        "warmup_steps：学习率从零升到最大所用的步数，最多为总步数的五分之一。",
    ),
    "train_max_length": ("Longest pair", "最大长度"),
    "train_max_length_info": (
        "max_length: tokens of prompt and title together; what is longer is cut.",
        "max_length：提示与标题合计的词元数；超出部分会被截断。",
    ),
    "train_seed": ("Seed", "随机种子"),
    "train_seed_info": (
        "seed: the same seed shuffles the pairs in the same way.",
        "seed：相同的种子以相同方式打乱标题对。",
    ),
    "train_empty_field": ("{label} ({name}) is empty; give a value.", "{label}（{name}）为空；请填写。"),
}
