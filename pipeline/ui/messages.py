"""What the stages say in English -> the visitor's language. `{}` stands for what a sentence fills in.

The stages raise sentences and know no languages: the command line, the logs and a run's events have the same
ones. Here each is recognised by its template and said in Chinese with the same values, which may be sentences
themselves. A sentence without a template stays as it is.
"""

import re

CHINESE: dict[str, str] = {
    # ideas, files and titles
    "it holds control characters or broken bytes; remove them": "其中含有控制字符或损坏的字节，请删除",
    "it is empty; write a few words": "内容为空，请写几个字",
    "it has {} characters; shorten it to {}": "共 {0} 个字符，请缩短到 {1} 个以内",
    "The topic cannot be used: {}.": "无法使用该主题：{0}。",
    "{} ideas cannot be asked for at once; ask for 1 to 200.": "不能一次要求 {0} 个创意，请填 1 到 200。",
    "{} is empty; put one idea on each line.": "{0} 是空的，请每行写一个创意。",
    "{} has {} columns and none is called idea; name the column of ideas `idea`, or put ideas "
    "that hold commas in quotes.": (
        "{0} 有 {1} 列，但没有名为 idea 的列；请将创意所在的列命名为 idea，或给含逗号的创意加上引号。"
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
    "{} contradicts {}, on the idea {}": "{0}与{1}相矛盾，创意为{2}",
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
    "The file cannot be read as CSV ({}); check its quotation marks.": (
        "无法按 CSV 读取该文件（{0}），请检查引号。"
    ),
    "the model wrote only {} of {} different titles in {} tries": (
        "模型尝试 {2} 次，只写出 {1} 个中的 {0} 个不同标题"
    ),
    # the task
    "A task has no {}; what it has is {}.": "任务没有 {0}；它有的字段是 {1}。",
    "{} is {}; give a text.": "{0} 为 {1}，请填写文本。",
    "{} is {}; give a list of texts.": "{0} 为 {1}，请填写文本列表。",
    "{} lacks {}; put it where that text belongs.": "{0} 缺少 {1}；请把它放在相应文字的位置。",
    "{} cannot be used: {}.": "无法使用 {0}：{1}。",
    "{} has {} lines; keep at most {}.": "{0} 有 {1} 行，最多保留 {2} 行。",
    "min_chars is {}; give at most max_chars, {}.": "min_chars 为 {0}，不应超过 max_chars（{1}）。",
    "The example {} has {} characters; give one of {} to {}.": (
        "示例 {0} 有 {1} 个字符；请提供 {2} 到 {3} 个字符的标题。"
    ),
    "{} cannot be read ({}); mend it, or begin from what `task save` writes.": (
        "无法读取 {0}（{1}）；请修正，或从 `task save` 写出的文件开始。"
    ),
    "{} holds no task; begin from what `task save` writes.": (
        "{0} 中没有任务；请从 `task save` 写出的文件开始。"
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
    "The {} title was chosen {} of {} times (p = {}).": ("{2} 次中有 {1} 次选择了{0}侧标题（p = {3}）。"),
    "left": "左",
    "right": "右",
    "Half of {} answers took {} ms or less, too short to read two titles.": (
        "{0} 次回答中有一半不超过 {1} 毫秒，来不及读完两个标题。"
    ),
    # models
    "{} cannot be loaded ({}: {}); choose another model": "无法加载 {0}（{1}：{2}），请另选一个模型",
    "{} has no chat template; choose an instruct model such as {}": (
        "{0} 没有对话模板，请选择 {1} 之类的指令模型"
    ),
    "{} does not fit in memory; close other programs or choose a smaller model": (
        "内存装不下 {0}；请关闭其他程序，或选择更小的模型"
    ),
    "{} is gated: accept its terms on its Hub page and set HF_TOKEN, or choose another model": (
        "{0} 需要授权：请在其 Hub 页面接受条款并设置 HF_TOKEN，或另选一个模型"
    ),
    "{} is not on this machine and the Hub is out of reach; check the network or the name": (
        "本机没有 {0}，也无法连接 Hub；请检查网络或模型名称"
    ),
    "There is no model {} on the Hub that this token may read; check the name or set HF_TOKEN": (
        "Hub 上没有此令牌可读取的模型 {0}；请检查名称或设置 HF_TOKEN"
    ),
    "No model at {}: it holds no config.json; give a model's folder or a Hub id like {}": (
        "{0} 处没有模型：其中没有 config.json；请填模型文件夹或 {1} 这样的 Hub 上的模型 ID"
    ),
    "The embedded model is missing from data/{}; restore it or use {}": (
        "data/{0} 中缺少内置模型；请恢复它，或改用 {1}"
    ),
    "{} is not readable JSON; restore the file or choose another model": (
        "{0} 不是可读的 JSON；请恢复该文件或另选一个模型"
    ),
    "The adapter at {} does not name its base model; choose another one": (
        "{0} 处的适配器没有注明基础模型，请另选一个"
    ),
    "No model at {}; give a folder with a config.json or a Hub id like {}": (
        "{0} 处没有模型；请填含有 config.json 的文件夹，或 {1} 这样的 Hub 上的模型 ID"
    ),
    "The temperature is {}; give a number from 0 to {}": "温度为 {0}；请填 0 到 {1} 之间的数",
    "{} ran out of memory; close other programs or use a smaller model": (
        "{0} 内存不足；请关闭其他程序，或使用更小的模型"
    ),
    "The embedded model writes in English only; write this in English or use a model like {}": (
        "内置模型只会写英文；请用英文输入，或改用 {0} 之类的模型"
    ),
    "The embedded model knows the default prompt and limits of {} only; go back to them or use "
    "a model like {}": ("内置模型只认识 {0} 的默认提示词和限制；请恢复默认，或改用 {1} 之类的模型"),
    # models behind an address
    "No list of titles in what {} answered ({}); ask for one title at a time, or choose another model": (
        "{0} 的回答（{1}）中没有标题列表；请改为每次索取一个标题，或另选模型"
    ),
    "Name the model that is to write, such as {}": "请填写用于撰写的模型，例如 {0}",
    "{} is no address; give one like http://127.0.0.1:8000/v1": (
        "{0} 不是有效地址；请填写类似 http://127.0.0.1:8000/v1 的地址"
    ),
    "Give the address of an OpenAI-compatible server, like http://127.0.0.1:8000/v1": (
        "请填写兼容 OpenAI 的服务器地址，例如 http://127.0.0.1:8000/v1"
    ),
    "{} need a key; set WRITER_API_KEY or HF_TOKEN, type a key, or give an address": (
        "{0} 需要密钥；请设置 WRITER_API_KEY 或 HF_TOKEN，输入密钥，或填写地址"
    ),
    "{} did not answer within {} s; try again later, or choose a smaller model": (
        "{0} 在 {1} 秒内没有回答；请稍后重试，或选择更小的模型"
    ),
    "{} cannot be reached ({}); check the address and whether the server runs": (
        "无法连接 {0}（{1}）；请检查地址以及服务器是否在运行"
    ),
    "HF_HUB_OFFLINE is set, so no endpoint is asked; unset it and start again, or choose a model on this "
    "machine": "已设置 HF_HUB_OFFLINE，因此不会访问任何接口；请取消设置后重新启动，或选择本机模型",
    "{} gave no chat answer ({}); check the address, which usually ends in /v1, and the model's name": (
        "{0} 没有给出对话回答（{1}）；请检查地址（通常以 /v1 结尾）和模型名称"
    ),
    "{} does not accept the key ({}); set WRITER_API_KEY, or type another key": (
        "{0} 不接受该密钥（{1}）；请设置 WRITER_API_KEY，或输入其他密钥"
    ),
    "The account at {} has no credit left ({}); add some, or choose another writer": (
        "{0} 的账户余额不足（{1}）；请充值，或选择其他撰写方式"
    ),
    "{} has no model {} ({}); check the model's name, and the address, which usually ends in /v1": (
        "{0} 没有模型 {1}（{2}）；请检查模型名称以及地址（通常以 /v1 结尾）"
    ),
    "{} allows no more calls for {} s ({}); wait, then write again": (
        "{0} 在 {1} 秒内不再接受请求（{2}）；请等待后再撰写"
    ),
    "{} allows no more calls now ({}); wait a while, then write again": (
        "{0} 目前不再接受请求（{1}）；请稍等后再撰写"
    ),
    "{} failed {} times ({}: {}); try again later": "{0} 连续失败 {1} 次（{2}：{3}）；请稍后重试",
    "{} refused the call ({}: {}); check the address and the model's name": (
        "{0} 拒绝了请求（{1}：{2}）；请检查地址和模型名称"
    ),
    # training
    "There is nothing to learn from: label some pairs first (a tie or a skip does not count)": (
        "还没有可供学习的内容：请先标注一些标题对（“差不多”和“跳过”不算）"
    ),
    "There are no pairs to evaluate on: label pairs of at least two ideas first": (
        "没有可用于评估的标题对：请先标注至少两个创意的标题对"
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
    "load_best_model_at_end is {}; give true or false": "load_best_model_at_end 为 {0}，请填 true 或 false",
    "eval_strategy is {}, save_strategy {}; make them equal (the best model can be kept only "
    "where each evaluation has its checkpoint)": (
        "eval_strategy 为 {0}，save_strategy 为 {1}；请使两者相同（每次评估都有检查点，才能保留最佳模型）"
    ),
    "{} is itself an adapter; train it further with adapter 'full', or start from {} with 'lora'": (
        "{0} 本身就是适配器；请用“完整”方式继续训练，或从 {1} 开始使用 LoRA"
    ),
    "{} is {}; choose one of {}": "{0} 为 {1}，请从 {2} 中选择",
    "{} is {}; give a whole number from {} to {}": "{0} 为 {1}，请填 {2} 到 {3} 之间的整数",
    "{} is {}; give a number from {} to {}": "{0} 为 {1}，请填 {2} 到 {3} 之间的数",
    "name has {} characters; give at most {}": "名称有 {0} 个字符，最多 {1} 个",
    "name is {}; leave out slashes, control characters and a leading dot": (
        "名称为 {0}；请去掉斜杠、控制字符和开头的点"
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
    "parameters are sharded (FSDP or DeepSpeed)": "参数被分片（FSDP 或 DeepSpeed）",
    "Every {} prompt fills max_length {}; raise it above {} tokens, the shortest prompt": (
        "{0} 集的每条提示词都占满了 max_length {1}；请将其调到 {2} 个词元（最短的提示词）以上"
    ),
    # reward models and RLHF
    "{} is a reward model and writes nothing; choose a model that writes titles": (
        "{0} 是奖励模型，不会撰写标题；请选择会撰写标题的模型"
    ),
    "There is no reward model at {}; train one and give its run's model folder": (
        "{0} 处没有奖励模型；请先训练一个，并填写该次训练的 model 文件夹"
    ),
    "Every pair of this comparison is decided without a vote; compare other models.": (
        "此次比较的每一对都无需评判即可定论；请比较其他模型。"
    ),
    "trainer is {}, which is for DPO; choose 'stock' for a reward model": (
        "trainer 为 {0}，仅用于 DPO；奖励模型请选择 'stock'"
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
        "没有剩下训练未用到的创意；请添加一些不标注的创意。"
    ),
    "{} titles per idea cannot be compared; choose 1 to 20.": "每个创意不能比较 {0} 个标题，请填 1 到 20。",
    "No titles could be compared: {}.": "没有可比较的标题：{0}。",
    "No titles could be compared: {} and {} wrote none.": "没有可比较的标题：{0} 和 {1} 都没有写出。",
    "A sequential comparison takes one title for each idea; add ideas, ask for fewer pairs, or choose a fixed"
    " number.": "序贯比较中每个创意只取一个标题；请添加创意、减少标题对数量，或选择固定数量。",
    # the Hub
    "The Hub cannot be reached; what is new is kept here and sent when it is back": (
        "无法连接 Hub；新内容已保存在本机，恢复后会发送"
    ),
    "The Hub asked to wait ({}); what is new is kept here and sent later": (
        "Hub 要求等待（{0}）；新内容已保存在本机，稍后发送"
    ),
    "The Hub answered with an error ({}); what is new is kept here and sent later": (
        "Hub 返回了错误（{0}）；新内容已保存在本机，稍后发送"
    ),
    "The Hub cannot be reached; nothing is lost, try again when it is back": (
        "无法连接 Hub；没有丢失任何内容，请在恢复后重试"
    ),
    "The Hub asked to wait ({}); nothing is lost, try again in a few minutes": (
        "Hub 要求等待（{0}）；没有丢失任何内容，请几分钟后重试"
    ),
    "The Hub answered with an error ({}); nothing is lost, try again in a few minutes": (
        "Hub 返回了错误（{0}）；没有丢失任何内容，请几分钟后重试"
    ),
    "The run {} has no model yet; it is there once the run has finished or was stopped": (
        "训练 {0} 还没有模型；训练完成或停止后才会有"
    ),
    "{} is not empty; give a new folder": "{0} 不是空文件夹；请换一个新文件夹",
    "Nothing can go to the Hub: set HF_TOKEN (a token with write access) and start again": (
        "无法向 Hub 发送：请设置 HF_TOKEN（有写权限的令牌）后重新启动"
    ),
    "{} names no repository; give owner/name, with letters, digits, dots, dashes": (
        "{0} 不是仓库名称；请填 owner/name，可用字母、数字、点和连字符"
    ),
    "{} is public; allow everybody to download the model, or name another repository": (
        "{0} 是公开的；请允许所有人下载该模型，或换一个仓库"
    ),
    "{} holds files that this app did not put there; name another repository, or a new one": (
        "{0} 中有并非本应用放入的文件；请换一个仓库或新建一个"
    ),
    "There is no dataset {} that this token may read; check its name": (
        "没有此令牌可读取的数据集 {0}；请检查名称"
    ),
    "HF_HUB_OFFLINE is set, so nothing goes to the Hub; unset it and start again": (
        "已设置 HF_HUB_OFFLINE，因此不会向 Hub 发送任何内容；请取消设置后重新启动"
    ),
    "The Hub does not know this HF_TOKEN; make a token with write access and set it": (
        "Hub 不认识此 HF_TOKEN；请创建有写权限的令牌并设置"
    ),
    "HF_TOKEN may not write to {}; give the token write access, or name another repository": (
        "HF_TOKEN 无权写入 {0}；请授予写权限，或换一个仓库"
    ),
    "The Hub refused this for {} ({}: {})": "Hub 拒绝了对 {0} 的操作（{1}：{2}）",
    "{} is public, so no label goes there; make it private in its settings on the Hub, or set "
    "LABELS_REPO_PUBLIC=yes if everybody may read the labels": (
        "{0} 是公开的，因此不会向其发送标注；请在 Hub 的设置中改为私有，"
        "若允许所有人查看标注，请设置 LABELS_REPO_PUBLIC=yes"
    ),
    # datasets of preferences on the Hub
    "There is no {} on the Hub that this token may read; check the name, or set HF_TOKEN": (
        "Hub 上没有此令牌可读取的 {0}；请检查名称，或设置 HF_TOKEN"
    ),
    "{} is no name of a dataset; write it as owner/name, as in its address on the Hub": (
        "{0} 不是数据集名称；请按 owner/name 填写，与其在 Hub 上的地址一致"
    ),
    "Nothing": "空白",
    "{} holds no file of rows that ends in .parquet, .jsonl, .json or .csv; choose another dataset": (
        "{0} 中没有以 .parquet、.jsonl、.json 或 .csv 结尾的数据文件；请另选数据集"
    ),
    "{} has {} MB of rows; {} MB can be imported, so choose a smaller dataset": (
        "{0} 有 {1} MB 数据；最多可导入 {2} MB，请选择更小的数据集"
    ),
    "{} has its rows in {} files; up to {} can be imported, so choose a smaller dataset": (
        "{0} 的数据分为 {1} 个文件；最多可导入 {2} 个，请选择更小的数据集"
    ),
    "{} is public, so nothing was published; make it private in its settings on the Hub, or say that "
    "everybody may read the preferences": (
        "{0} 是公开的，因此没有发布；请在 Hub 的设置中改为私有，或声明允许所有人查看偏好"
    ),
    "{} holds files that are not of this app, such as {}; name a new or an empty dataset": (
        "{0} 中有不属于本应用的文件，例如 {1}；请填写一个新的或空的数据集"
    ),
    "Publishing needs a token: set HF_TOKEN (with write access) and start again": (
        "发布需要令牌：请设置 HF_TOKEN（需有写权限）后重新启动"
    ),
    "Name the dataset as owner/name, or set PREFERENCES_REPO": (
        "请按 owner/name 填写数据集名称，或设置 PREFERENCES_REPO"
    ),
    "There is nothing to publish yet; label some pairs first.": "还没有可发布的内容；请先标注一些标题对。",
    "{} is where the labels themselves are kept; name another dataset for the preferences.": (
        "{0} 用于保存标注本身；请为偏好另填一个数据集。"
    ),
    "{} commits went to the Hub within an hour, as many as we allow ourselves; the rest goes later": (
        "一小时内已向 Hub 提交 {0} 次，达到了自定上限；其余内容稍后发送"
    ),
    "{} was written by a newer app (schema {}, this one knows {}); update the app to read it": (
        "{0} 由更新版本的应用写成（格式 {1}，当前支持到 {2}）；请更新应用后读取"
    ),
    "{} was cut short: {} of {} rows could be read; the others wait for a whole copy of it": (
        "{0} 不完整：{2} 行中只读到 {1} 行；其余需等待完整的文件"
    ),
    "{} holds {} rows that are none of ours; they were passed over": "{0} 中有 {1} 行不属于本应用，已跳过",
    "Something went wrong while syncing ({}); the log of the app has the details": (
        "同步时出了点问题（{0}）；详情请看应用日志"
    ),
    "Nothing is kept on the Hub yet: set HF_TOKEN and LABELS_REPO (owner/name) and start again": (
        "尚未向 Hub 保存任何内容：请设置 HF_TOKEN 和 LABELS_REPO（owner/name）后重新启动"
    ),
    "{}: {}": "{0}：{1}",
}


def translate(sentence: str, lang: str) -> str:
    """The sentence in `lang`, "en" or "zh"; a sentence that no template knows stays in English."""
    return sentence if lang == "en" else _in_chinese(sentence) or sentence


def _in_chinese(sentence: str) -> str | None:
    for template, pattern in _PATTERNS:
        if found := pattern.fullmatch(sentence):
            values = [_in_chinese(value) for value in found.groups()]
            if template == "{}: {}" and values[1] is None:
                continue  # any text with a colon looks like this one
            given = (new or old for new, old in zip(values, found.groups(), strict=True))
            return CHINESE[template].format(*given)
    return None


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in template.split("{}")), re.DOTALL)


def _precedence(template: str) -> tuple[bool, int]:
    """A row's place stands before what is wrong with it, however long that is."""
    return template.startswith("Row {} of {}:"), len(template)


# The one with the most words of its own first.
_PATTERNS = [(template, _pattern(template)) for template in sorted(CHINESE, key=_precedence, reverse=True)]
