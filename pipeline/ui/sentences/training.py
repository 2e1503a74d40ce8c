"""Training runs, reward models, ZeroGPU and comparisons."""

CHINESE: dict[str, str] = {
    # training
    "There is nothing to learn from: label some pairs first (a tie or a skip does not count)": (
        "还没有可供学习的内容：请先标注一些标题对（“差不多”和“跳过”不算）"
    ),
    "There are no pairs to evaluate on: label pairs of at least two ideas first": (
        "没有可用于评估的标题对：请先标注至少两个选题的标题对"
    ),
    "eval_steps is {} but the run has only {} steps; give a smaller number or evaluate by epoch": (
        "eval_steps 为 {0}，但本次训练只有 {1} 步；请填更小的数，或按轮评估"
    ),
    "Another run is being started; look again in a minute": "另一次训练正在启动，请稍后再看",
    "Another run is being trained; wait for its end or stop it": "另一次训练正在进行，请等它结束或将其停止",
    "The run {} is being trained already": "训练 {0} 已在进行",
    "The training process did not start within {} s; see {}": "训练进程在 {0} 秒内没有启动，详见 {1}",
    "{} is being trained; wait for its end, stop it, or put this one in the queue": (
        "{0} 正在训练；请等它结束、将其停止，或把这次训练加入队列"
    ),
    "{} is being trained; stop it, then delete it": "{0} 正在训练；请先停止，再删除",
    "The run did not start; see log.txt in its directory, then resume it": (
        "训练没有启动；请查看其目录中的 log.txt，然后继续训练"
    ),
    "The run {} has finished; start a new one with more epochs to train further": (
        "训练 {0} 已完成；若要继续，请用更多轮数开始新的训练"
    ),
    "{} is {}; give true or false": "{0} 为 {1}，请填 true 或 false",
    "{} is {}, save_strategy {}; make them equal (the best model can be kept only "
    "where each evaluation has its checkpoint)": (
        "{0} 为 {1}，save_strategy 为 {2}；请使两者相同（每次评估都有检查点，才能保留最佳模型）"
    ),
    "{} is itself an adapter; train it further with adapter 'full', or start from {} with 'lora'": (
        "{0} 本身就是适配器；请用“完整”方式继续训练，或从 {1} 开始使用 LoRA"
    ),
    "{} is {}; choose one of {}": "{0} 为 {1}，请从 {2} 中选择",
    "{} is {}; give a whole number from {} to {}": "{0} 为 {1}，请填 {2} 到 {3} 之间的整数",
    "{} is {}; give a number from {} to {}": "{0} 为 {1}，请填 {2} 到 {3} 之间的数",
    "{} has {} characters; give at most {}": "{0} 有 {1} 个字符，最多 {2} 个",
    "{} is {}; leave out slashes, control characters and a leading dot": (
        "{0} 为 {1}；请去掉斜杠、控制字符和开头的点"
    ),
    "No run at {}: its config.json is missing or unreadable": "{0} 处没有训练：config.json 缺失或无法读取",
    "Training ended without a word at step {}: it was killed, the machine went down or memory "
    "ran out; resume it, or see log.txt in the run's directory": (
        "训练在第 {0} 步意外中断：进程被终止、机器关闭或内存耗尽；可以继续训练，详情见训练目录中的 log.txt"
    ),
    "Training failed ({}: {}); log.txt in the run's directory has the details": (
        "训练失败（{0}：{1}）；详情见训练目录中的 log.txt"
    ),
    "Out of memory: learn from less at once (half of ideas_per_step or of the batch size, and twice the "
    "gradient_accumulation_steps), or use LoRA": (
        "内存不足：请减少每次学习的数量（ideas_per_step 或批大小减半，gradient_accumulation_steps 加倍），"
        "或使用 LoRA"
    ),
    "The disk is full: free some space and resume the run from its last checkpoint, or use LoRA, whose files "
    "are small": ("磁盘已满：请腾出空间并从最近的检查点继续训练，或使用文件很小的 LoRA"),
    # why the prefix tree cannot train a model
    "the attention {} takes no tree mask; load the model with {}": (
        "注意力实现 {0} 不支持树形掩码；请用 {1} 加载模型"
    ),
    "the model has layers of {}, which follow rows": "模型含有依赖行顺序的 {0} 层",
    "the model has sliding-window attention, which follows rows": "模型使用依赖行顺序的滑动窗口注意力",
    "the model takes no position_ids": "模型不接受 position_ids",
    "the model scales its logits": "模型会缩放 logits",
    "the model routes tokens to experts, whose balance depends on how often a token is computed": (
        "模型把词元分配给专家，其均衡取决于词元的计算次数"
    ),
    "prompt-learning adapters put tokens before the rows": "提示学习类适配器会在行前插入词元",
    "Every {} prompt fills max_length {}; raise it above {} tokens, the shortest prompt": (
        "{0} 集的每条提示词都占满了 max_length {1}；请将其调到 {2} 个词元（最短的提示词）以上"
    ),
    # reward models and RLHF
    "{} is a reward model and writes nothing; choose a model that writes titles": (
        "{0} 是奖励模型，不会写标题；请选择会写标题的模型"
    ),
    "There is no reward model at {}; train one and give its run's model folder": (
        "{0} 处没有奖励模型；请先训练一个，并填写该次训练的 model 文件夹"
    ),
    "Every pair of this comparison is decided without being judged; compare other models.": (
        "此次比较的每一对无需评判即有结果；请比较其他模型。"
    ),
    "{} is {}, which is for DPO; choose 'stock' for a reward model": (
        "{0} 为 {1}，仅用于 DPO；奖励模型请选择 'stock'"
    ),
    "A reward model has no log-probabilities; choose eval_loss as metric_for_best_model": (
        "奖励模型没有对数概率；请将 metric_for_best_model 设为 eval_loss"
    ),
    "Several processes train DPO only; start this run without torchrun or accelerate": (
        "多进程只能训练 DPO；请不要用 torchrun 或 accelerate 启动此次训练"
    ),
    # training on ZeroGPU
    "A part is waiting for a GPU or being trained already; wait for its end": (
        "已有一段正在等待 GPU 或正在训练，请等它结束"
    ),
    "Your GPU time is used up: {} s are left, too few for a part; train the next one in {} h {} min": (
        "您的 GPU 时间已用完：只剩 {0} 秒，不够训练一段；请在 {1} 小时 {2} 分钟后训练下一段"
    ),
    "Your GPU runs of today are used up; train the next part tomorrow": (
        "您今天的 GPU 次数已用完，请明天训练下一段"
    ),
    "The GPU cannot tell whose time this is; open the Space on huggingface.co, sign in, try again": (
        "GPU 无法确定使用谁的时间；请在 huggingface.co 打开此 Space，登录后重试"
    ),
    "Your account gets no GPU for {} s, the shortest part; use one that gets more time": (
        "您的账号无法获得 {0} 秒（最短一段）的 GPU；请使用时间更多的账号"
    ),
    "Other GPU tasks of yours are going on; wait for their end and try again": (
        "您的其他 GPU 任务正在进行，请等它们结束后重试"
    ),
    "No GPU became free; nothing is lost, try again in a few minutes": (
        "没有空闲的 GPU；进度没有丢失，请几分钟后重试"
    ),
    "The page was open too long to be given a GPU; reload it and try again": (
        "页面打开太久，无法获得 GPU；请刷新后重试"
    ),
    "The GPU was taken back before this part was saved; train the next part, which asks for more time "
    "and goes on from the last checkpoint": (
        "这一段保存之前 GPU 已被收回；请训练下一段，它会请求更长的时间，并从最近的检查点继续"
    ),
    "The GPU task ended with {}; log.txt in the run's directory may say more": (
        "GPU 任务以 {0} 结束；训练目录中的 log.txt 可能有更多说明"
    ),
    # comparisons
    "No idea is left that the run was not trained on; add ideas and do not label them.": (
        "没有剩下训练未用到的选题；请添加一些不标注的选题。"
    ),
    "{} titles per idea cannot be compared; choose 1 to 20.": "每个选题不能比较 {0} 个标题，请填 1 到 20。",
    "No titles could be compared: {}.": "没有可比较的标题：{0}。",
    "No titles could be compared: {} and {} wrote none.": "没有可比较的标题：{0} 和 {1} 都没有写出。",
    "A sequential comparison takes one title for each idea; add ideas, ask for fewer pairs, or choose a fixed"
    " number.": "序贯比较中每个选题只取一个标题；请添加选题、减少标题对数量，或选择固定数量。",
}
