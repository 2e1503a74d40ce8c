"""Every visible string, in English and in Simplified Chinese: a key enters, words in the visitor's language
leave.

Fixed labels go through `t`, which the browser resolves by its own language; sentences made on the server go
through `say`, by the language of the request. Keys are grouped by where they are seen: common, access, page,
card, create, train, label, link, owner, compare. Fixed labels hold no braces; sentences hold `{name}` for
what `say` fills in.
"""

from typing import Any

import gradio as gr
from gradio.i18n import I18nData

LANGUAGES = ("en", "zh")
CHINESE_LOCALES = ("zh-cn", "zh-tw")

TEXT: dict[str, tuple[str, str]] = {
    # common
    "common_unexpected": (
        "Something went wrong and nothing was changed. The log of the app has the details.",
        "出了点问题，没有任何改动。详情请看应用日志。",
    ),
    "common_failed": ("That did not work", "未能完成"),
    "common_slow_down": ("That was a bit fast; wait a moment and try again.", "操作太快了，请稍等再试。"),
    "common_owner_only": (
        "This part belongs to the owner of this page. You can label and compare in the other tabs.",
        "这一部分由页面所有者操作。您可以在其他标签页中标注和比较。",
    ),
    "common_unexpected_kept": (
        "Something went wrong; what was done before is kept. The log of the app has the details.",
        "出了点问题；之前完成的内容已保留。详情请看应用日志。",
    ),
    "common_hours": ("{hours} h {minutes} min", "{hours} 小时 {minutes} 分"),
    "common_minutes": ("{minutes} min {seconds} s", "{minutes} 分 {seconds} 秒"),
    "common_seconds": ("{seconds} s", "{seconds} 秒"),
    "common_left": ("about {time} left", "大约还需 {time}"),
    # access
    "access_owner_link": (
        "Only the owner can do this. Open the owner link that the app printed at its start, then try again.",
        "只有所有者可以执行此操作。请打开应用启动时打印的所有者链接，然后重试。",
    ),
    "access_owner_space": (
        "Only the owner can do this. Sign in with an account that this Space lists as owner and try again.",
        "只有所有者可以执行此操作。请用此 Space 列为所有者的账号登录，然后重试。",
    ),
    "access_wrong_link": (
        "This owner link is not valid. The app prints the valid one when it starts.",
        "此所有者链接无效。应用启动时会打印有效的链接。",
    ),
    # page
    "page_title": ("Title Tuner", "Title Tuner"),
    "page_tagline": (
        "Teach a small language model your taste in YouTube titles.",
        "把你对 YouTube 标题的品味，教给一个小语言模型。",
    ),
    "page_owner": ("Owner", "所有者"),
    "page_create": ("1 Create", "1 生成"),
    "page_label": ("2 Label", "2 标注"),
    "page_train": ("3 Train", "3 训练"),
    "page_compare": ("4 Compare", "4 比较"),
    # card
    "card_region": ("Pick the better of two titles", "从两个标题中选出更好的一个"),
    "card_idea": ("Video idea", "视频创意"),
    "card_question": ("Which title is better?", "哪个标题更好？"),
    "card_tie": ("Equal", "差不多"),
    "card_neither": ("Neither", "都不行"),
    "card_skip": ("Skip", "跳过"),
    "card_undo": ("Undo", "撤销"),
    "card_swipe": ("swipe ← A · B →", "滑动 ← A · B →"),
    "card_progress": ("answered", "已完成"),
    "card_today": ("{n} of {goal} today", "今天 {n} / {goal}"),
    "card_today_done": ("{n} today", "今天 {n}"),
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
    "card_empty_preference": ("There are no titles to label yet.", "还没有可标注的标题。"),
    "card_empty_preference_next": (
        "Add some ideas and have titles written for them first.",
        "请先添加创意，并为它们生成标题。",
    ),
    "card_empty_preference_go": ("Go to Create", "前往“生成”"),
    "card_empty_comparison": ("There is nothing to judge yet.", "还没有可评判的内容。"),
    "card_empty_comparison_next": (
        "The owner makes a comparison of the tuned model with the base model first.",
        "所有者需要先创建一次微调模型与基础模型的比较。",
    ),
    "card_identical_comparison": (
        "Both models wrote the same titles, so there is nothing to judge.",
        "两个模型写出了相同的标题，无需评判。",
    ),
    "card_identical_comparison_next": (
        "Train longer, or compare at another temperature or seed.",
        "可以训练更久，或换一个温度或随机种子再比较。",
    ),
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
        "没有需要您评判的了，谢谢！",
    ),
    "card_finished_comparison_next": (
        "This comparison asks you for no more verdicts. See the result for where it stands.",
        "本次比较不再需要您的评判。查看结果即可了解现状。",
    ),
    "card_finished_comparison_go": ("See the result", "查看结果"),
    "card_finished_alone": (
        "New titles appear here by themselves.",
        "有新标题时会自动出现在这里。",
    ),
    "card_empty_alone": (
        "They appear here by themselves as soon as there are some.",
        "一旦有标题，会自动出现在这里。",
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
    "card_erase": ("Remove my answers", "删除我的选择"),
    "card_erase_ask": ("Remove all your answers?", "删除您的全部选择？"),
    "card_erase_about": (
        "Every answer given from this browser goes: labels, and verdicts in comparisons too. This cannot be "
        "undone. A model that was trained on them before stays as it is.",
        "从此浏览器给出的所有选择都会删除：包括标注，也包括比较中的评判。此操作无法撤销。此前用它们训练的模型保持不变。",
    ),
    "card_erase_about_account": (
        "Every answer given from this browser goes and, while you are signed in, every answer of your "
        "account: labels, and verdicts in comparisons too. This cannot be undone. A model that was trained "
        "on them before stays as it is.",
        "从此浏览器给出的所有选择都会删除；若已登录，您账号的所有选择也会删除：包括标注，也包括比较中的评判。"
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
        "Other people hold the last pairs just now; this page looks again by itself.",
        "剩下的标题正由其他人处理；本页会自动再次查看。",
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
    # create
    "create_ideas": (
        "## Ideas\nWhat your videos are about. Every idea gets several titles to choose between.",
        "## 创意\n您的视频讲什么。每个创意都会得到几个标题供选择。",
    ),
    "create_typed": ("Type ideas, one per line", "输入创意，每行一个"),
    "create_typed_example": (
        "How bees find their way home\nA week without a phone\nFixing a bicycle chain in ten minutes",
        "内置模型只懂英文，例如：\nHow bees find their way home\nA week without a phone",
    ),
    "create_add": ("Add ideas", "添加创意"),
    "create_file": ("From a CSV or text file", "从 CSV 或文本文件添加"),
    "create_shipped": ("Use our 132 example ideas", "使用我们准备的 132 个示例创意"),
    "create_topic": ("Or brainstorm on a topic", "或围绕一个主题头脑风暴"),
    "create_topic_example": ("Cooking for one", "例如：Cooking for one"),
    "create_topic_info": ("The model that is chosen below proposes ideas.", "由下面选择的模型提出创意。"),
    "create_topic_count": ("How many ideas", "创意数量"),
    "create_brainstorm": ("Brainstorm", "头脑风暴"),
    "create_thinking": ("The model is thinking of ideas …", "模型正在构思创意……"),
    "create_proposal": ("Proposal {row}:", "第 {row} 个提议："),
    "create_no_topic": ("Write a topic first.", "请先写一个主题。"),
    "create_nothing_typed": ("Type an idea first, one on each line.", "请先输入创意，每行一个。"),
    "create_report_added": (
        "Ideas added: {n}",
        "已添加创意：{n}",
    ),
    "create_report_duplicates": (
        "here already: {n}",
        "已存在：{n}",
    ),
    "create_report_near": (
        "like an earlier idea: {n}",
        "与已有创意相似：{n}",
    ),
    "create_report_refused": (
        "not usable: {n}",
        "无法使用：{n}",
    ),
    "create_details": ("Details", "详情"),
    "create_details_refused": ("Not used", "未使用"),
    "create_details_near": ("Added, but like an earlier idea", "已添加，但与已有创意相似"),
    "create_details_duplicates": ("Here already", "已经存在"),
    "create_resembles": ("“{idea}” is like “{earlier}”", "“{idea}”类似于“{earlier}”"),
    "create_more": ("and {n} more", "还有 {n} 个"),
    "create_row": ("Row {row} (not counting the heading):", "第 {row} 行（不计标题行）："),
    "create_titles": (
        "## Titles\nA model writes the titles to choose between. Ideas that already have titles are skipped.",
        "## 标题\n由模型撰写供您选择的标题。已有标题的创意保持不变。",
    ),
    "create_model": ("Model that writes", "撰写模型"),
    "create_model_info": (
        "Pick one, or type a model's id on the Hub or its folder.",
        "可从列表选择，或输入 Hugging Face Hub 上的模型 ID，或本机上的文件夹。",
    ),
    "create_temperature": ("Temperature", "温度"),
    "create_temperature_info": ("Higher means more varied, and wilder.", "越高越多样，也越大胆。"),
    "create_seed": ("Seed", "随机种子"),
    "create_seed_info": ("The same seed writes the same titles.", "相同的种子写出相同的标题。"),
    "create_wrong_seed": (
        "The seed is {seed}; give a whole number from 0 to 2147483647.",
        "随机种子为 {seed}；请输入 0 到 2147483647 之间的整数。",
    ),
    "create_write": ("Write titles", "撰写标题"),
    "create_cancel": ("Cancel", "取消"),
    "create_go": ("Go to labelling", "前往标注"),
    "create_no_ideas": (
        "There are no ideas yet; add some first.",
        "还没有创意；请先添加一些。",
    ),
    "create_going_on": (
        "Titles are being written already; wait for the end or cancel it.",
        "正在撰写标题；请等待完成或取消。",
    ),
    "create_loading_model": (
        "Loading the model and writing the first titles …",
        "正在加载模型并撰写第一批标题……",
    ),
    "create_cancelling": (
        "Stopping after the ideas that are being written now …",
        "写完当前这批创意后停止……",
    ),
    "create_progress": (
        "{done} of {total} ideas, {titles} titles",
        "{done} / {total} 个创意，{titles} 个标题",
    ),
    "create_written": (
        "Titles written: {titles}, for all ideas that lacked some ({total}).",
        "已写标题：{titles}，涉及所有缺少标题的创意（{total}）。",
    ),
    "create_written_short": (
        "Ideas with fewer than asked for: {n}; the list says why.",
        "标题不足的创意：{n}；原因见列表。",
    ),
    "create_all_written": ("Every idea has its titles already.", "每个创意都已有标题。"),
    "create_cancelled": (
        "Stopped after {done} of {total} ideas; their {titles} titles are kept.",
        "已在 {done} / {total} 个创意后停止；已写的 {titles} 个标题会保留。",
    ),
    "create_failed": (
        "The writing ended early; what was written is kept. {error}",
        "撰写提前结束；已写的内容会保留。{error}",
    ),
    "create_list": ("## Your ideas and titles", "## 您的创意与标题"),
    "create_summary_empty": (
        "No ideas yet. Add your own above, or begin with those that come with the app.",
        "还没有创意。请在上方添加自己的创意，或从应用自带的创意开始。",
    ),
    "create_summary": (
        "Ideas: {ideas:,} · with {n} titles: {complete:,} · titles: {titles:,} · possible pairs: {pairs:,}",
        "创意：{ideas:,} · 已有 {n} 个标题：{complete:,} · 标题：{titles:,} · 可组成的对：{pairs:,}",
    ),
    "create_search": ("Search the ideas", "搜索创意"),
    "create_unfinished": ("Only ideas that lack titles", "只看缺少标题的创意"),
    "create_nothing_found": ("No idea matches.", "没有匹配的创意。"),
    "create_title_count": ("{n} of {wanted} titles", "{n} / {wanted} 个标题"),
    "create_titles_n": ("{n} titles", "{n} 个标题"),
    "create_no_titles_yet": ("no titles yet", "还没有标题"),
    "create_incomplete": (
        "incomplete: write titles again, perhaps with another seed",
        "不完整：请再次撰写标题，可换一个种子",
    ),
    "create_back": ("Back", "上一页"),
    "create_forth": ("Next", "下一页"),
    "create_place": ("Page {number} of {last}", "第 {number} / {last} 页"),
    # train
    "train_data": ("## What it learns from", "## 学习材料"),
    "train_stat_train": ("Pairs to learn from", "用于学习的标题对"),
    "train_stat_test": ("Pairs to check on", "用于检验的标题对"),
    "train_stat_people": ("Labels by people", "人工标注"),
    "train_stat_imported": ("Labels from files", "文件导入的标注"),
    "train_stat_clicked": ("Clicked preferences", "点击所得偏好"),
    "train_stat_implied": ("Implied, at least {share:.0%} likely", "推断所得（可能性不低于 {share:.0%}）"),
    "train_stat_simulated": ("From example labels", "来自示例标注"),
    "train_pairs_of_ideas": ("{pairs:,} · ideas: {ideas:,}", "{pairs:,} 对 · 创意：{ideas:,}"),
    "train_pairs_n": ("{n:,} pairs", "{n:,} 对"),
    "train_few": (
        "These are few pairs: expect a small change. A hundred or more begin to show a taste.",
        "标题对较少：预计变化不大。一百对以上才能逐渐体现品味。",
    ),
    "train_examples": ("Use the example labels too", "同时使用示例标注"),
    "train_no_labels": (
        "There are no labels to train on yet. Pick the better title in some pairs first.",
        "还没有可用于训练的标注。请先在一些标题对中选出更好的标题。",
    ),
    "train_no_decided": (
        "None of the labels in use picks a title. Label more pairs, or use the example labels too.",
        "所用的标注都没有选出标题。请标注更多标题对，或同时使用示例标注。",
    ),
    "train_one_idea": (
        "All labels are about one idea. Label pairs of a second one, so that there is something to check on.",
        "所有标注都属于同一个创意。请再标注另一个创意的标题对，以便检验。",
    ),
    "train_go_label": ("Go to labelling", "前往标注"),
    "train_settings": ("## Settings", "## 设置"),
    "train_base_model": ("Base model", "基础模型"),
    "train_base_model_info": (
        "What is trained: pick one, or type a model's id on the Hub or its folder.",
        "要训练的模型：可从列表选择，或输入 Hub 上的模型 ID 或文件夹。",
    ),
    "train_preset": ("Preset", "预设"),
    "train_preset_info": (
        "Fills in all settings below with values that suit the base model.",
        "用适合基础模型的数值填写下面的所有设置。",
    ),
    "train_preset_0": ("Quick", "快速"),
    "train_preset_1": ("Tutorial recipe", "教程配方"),
    "train_preset_2": ("LoRA", "LoRA 微调"),
    "train_preset_3": ("Careful", "稳妥"),
    "train_preset_0_about": (
        "Quick: one epoch, to see within a minute or two whether your labels teach anything.",
        "快速：只训练一轮，一两分钟内就能看出标注是否有效。",
    ),
    "train_preset_1_about": (
        "Tutorial recipe: three epochs over all pairs, as in the tutorial, keeping the best.",
        "教程配方：与教程一样，对所有标题对训练三轮，保留最佳。",
    ),
    "train_preset_2_about": (
        "LoRA: three epochs of a small adapter, which needs less memory and makes small files.",
        "LoRA 微调：只训练一个小适配器，共三轮；占用内存更少，文件更小。",
    ),
    "train_preset_3_about": (
        "Careful: half the learning rate and twice the epochs, keeping the best; slower and gentler.",
        "稳妥：学习率减半、轮数加倍，保留最佳；更慢，但更不易破坏标题。",
    ),
    "train_trainer": ("Trainer", "训练方式"),
    "train_trainer_info": (
        "The prefix tree computes what pairs share only once: the same loss, many times faster.",
        "前缀树把各对共有的部分只计算一次：损失相同，速度快很多倍。",
    ),
    "train_trainer_prefix_tree": ("Prefix tree", "前缀树"),
    "train_trainer_stock": ("Plain TRL", "普通 TRL"),
    "train_ideas_per_step": ("Ideas a step", "每步创意数"),
    "train_ideas_per_step_info": (
        "With the prefix tree, a step learns from all pairs of so many ideas; the batch plays no part.",
        "使用前缀树时，每步学习这么多创意的所有标题对；“训练批大小”不起作用。",
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
    "train_num_train_epochs": ("Epochs", "训练轮数"),
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
    "train_more": ("Advanced settings", "高级设置"),
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
        "加入相应比例的所选标题的普通损失，使标题保持通顺；0 为纯 DPO。",
    ),
    "train_lora_r": ("LoRA r", "LoRA 的秩 r"),
    "train_lora_r_info": (
        "The rank of the adapter: larger can learn more; without LoRA it plays no part.",
        "适配器的秩：越大能学得越多；不用 LoRA 时无作用。",
    ),
    "train_eval_strategy": ("Evaluate", "评估时机"),
    "train_eval_strategy_info": (
        "eval_strategy: check on the held-out pairs after every epoch, or every so many steps.",
        "eval_strategy：每轮之后，或每隔若干步，在留出的标题对上检验。",
    ),
    "train_eval_steps": ("Steps between evaluations", "评估间隔步数"),
    "train_eval_steps_info": (
        "eval_steps: steps from one evaluation or checkpoint to the next, where either goes by steps.",
        "eval_steps：按步进行时，两次评估或检查点之间的步数。",
    ),
    "train_save_strategy": ("Save", "保存时机"),
    "train_save_strategy_info": (
        "save_strategy: when a checkpoint is written; to keep the best model, as often as evaluated.",
        "save_strategy：何时写入检查点；要保留最佳模型，须与评估时机一致。",
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
        "metric_for_best_model: the figure that says which checkpoint is best.",
        "metric_for_best_model：用来判断哪个检查点最好的指标。",
    ),
    "train_logging_steps": ("Steps between log lines", "日志间隔步数"),
    "train_logging_steps_info": (
        "logging_steps: how often a point is added to the plots.",
        "logging_steps：图上每隔多少步增加一个点。",
    ),
    "train_warmup_steps": ("Warm-up steps", "预热步数"),
    "train_warmup_steps_info": (
        "warmup_steps: steps in which the learning rate rises from nothing to its full size.",
        "warmup_steps：学习率从零升到最大所用的步数。",
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
    "train_start": ("Start training", "开始训练"),
    "train_stop": ("Stop and keep the best", "停止并保留最佳"),
    "train_resume": ("Resume this run", "继续此次训练"),
    "train_resume_part": ("Train the next part", "训练下一段"),
    "train_go_compare": ("Compare with the base model", "与基础模型比较"),
    "train_no_run": ("There is no such run any more; choose another one.", "该训练已不存在，请另选一个。"),
    "train_history": ("## Runs", "## 训练记录"),
    "train_history_run": ("Run", "训练"),
    "train_history_status": ("Status", "状态"),
    "train_history_base": ("Base model", "基础模型"),
    "train_history_epochs": ("Epochs", "轮数"),
    "train_history_best": ("Best epoch", "最佳轮"),
    "train_history_loss": ("Eval loss", "评估损失"),
    "train_history_time": ("Time", "用时"),
    "train_status_queued": ("waiting", "等待中"),
    "train_status_starting": ("starting", "启动中"),
    "train_status_running": ("running", "训练中"),
    "train_status_paused": ("paused", "已暂停"),
    "train_status_finished": ("finished", "已完成"),
    "train_status_stopped": ("stopped", "已停止"),
    "train_status_failed": ("failed", "失败"),
    "train_epochs_n": ("epochs: {n:g}", "轮数：{n:g}"),
    "train_preparing": ("Loading the model …", "正在加载模型……"),
    "train_scoring": (
        "The base model scores the pairs: {scored:,} of {pairs:,}",
        "基础模型正在给标题对打分：{scored:,} / {pairs:,}",
    ),
    "train_fallback": (
        "This run trains with plain TRL, because {reason}.",
        "此次训练改用普通 TRL，原因：{reason}。",
    ),
    "train_waits": (
        "Waits for its turn: number {place} of {waiting}.",
        "正在排队：第 {place} 个，共 {waiting} 个。",
    ),
    "train_stopping": (
        "Stopping at the next step; the best so far is kept …",
        "将在下一步停止；保留目前最佳……",
    ),
    "train_step_of": ("Step {step} of {total}", "第 {step} / {total} 步"),
    "train_ended_finished": ("Finished {total} steps in {time}.", "{total} 步已完成，用时 {time}。"),
    "train_ended_stopped": (
        "Stopped at step {step} of {total}, after {time}.",
        "在第 {step} / {total} 步停止，用时 {time}。",
    ),
    "train_ended_paused": (
        "Paused at step {step} of {total}; resume to go on.",
        "在第 {step} / {total} 步暂停；可继续。",
    ),
    "train_waits_for_a_gpu": ("Nothing is trained yet; the run waits for a GPU.", "尚未训练；正在等待 GPU。"),
    "train_kept": ("The model of epoch {epoch:.3g} is kept.", "保留第 {epoch:.3g} 轮的模型。"),
    "train_dropped": (
        "Left out: {train} of the pairs to learn from and {test} of those to check on; their prompts fill "
        "the longest pair ({max_length} tokens).",
        "已略去：{train} 对用于学习、{test} 对用于检验，因为其提示词已占满最大长度（{max_length} 个词元）。",
    ),
    "train_table": ("Evaluations", "各次评估"),
    "train_table_kept": ("The marked row is the model that is kept.", "标出的一行是保留的模型。"),
    "train_settings_of": ("Settings of this run", "此次训练的设置"),
    "train_plot_loss": ("Loss", "损失"),
    "train_plot_accuracy": ("Reward accuracy", "奖励准确率"),
    "train_plot_rewards": ("Rewards", "奖励"),
    "train_plot_logps": ("Log-probabilities of titles", "标题的对数概率"),
    "train_plot_training": ("training", "训练"),
    "train_plot_evaluation": ("evaluation", "评估"),
    "train_plot_chosen": ("chosen", "选中"),
    "train_plot_rejected": ("rejected", "未选中"),
    "train_plot_margins": ("margin", "差距"),
    "train_plot_epoch": ("epoch", "轮"),
    "train_plot_no_preference": ("{level:.3f}: no preference yet", "{level:.3f}：尚无偏好"),
    "train_plot_no_preference_sft": (
        "{level:.3f} = 0.693 + SFT: no preference yet",
        "{level:.3f} = 0.693 + SFT：尚无偏好",
    ),
    "train_plot_chance": ("50%: guessing", "50%：随机猜测"),
    "train_plot_waiting": ("The first values come after some steps.", "若干步后显示第一批数值。"),
    "train_plot_sft": (
        "Holds {weight:g} times the SFT loss, so it begins above 0.693.",
        "含 {weight:g} 倍的 SFT 损失，因此起点高于 0.693。",
    ),
    "train_plot_accuracy_note": (
        "How often the chosen title has the higher reward. Bars: 95% interval for {pairs:,} held-out pairs; "
        "pairs of one idea are alike, so the true one is wider.",
        "所选标题奖励更高的比例。竖线：{pairs:,} 个留出标题对的 95% 区间；"
        "同一创意的标题对彼此相似，实际区间更宽。",
    ),
    "train_plot_reward_note": (
        "Lines: training pairs. Dots: held-out pairs. The margin should grow.",
        "线：训练标题对。点：留出的标题对。差距应逐渐变大。",
    ),
    "train_plot_logps_note": (
        "Nats a title. Both may fall; chosen titles that fall far are being unlearned.",
        "单位：每个标题的奈特数。两者都可能下降；若选中的标题大幅下降，说明模型正在遗忘它们。",
    ),
    "train_verdict_too_few": (
        "Too few labels to tell: the held-out accuracy could still be a coin flip.",
        "标注太少，无法判断：留出标题对上的准确率仍可能只是碰运气。",
    ),
    "train_verdict_falling": (
        "The chosen titles are being unlearned: each became {times:,.0f} times less likely, by {fall:.1f} "
        "nats. Try a lower learning rate, a larger beta or some SFT weight.",
        "模型正在遗忘选中的标题：每个标题的概率降到原来的 {times:,.0f} 分之一（{fall:.1f} 奈特）。"
        "请降低学习率、增大 beta 或加入 SFT 权重。",
    ),
    "train_verdict_overfitting": ("Overfitting since epoch {best:.3g}.", "自第 {best:.3g} 轮起过拟合。"),
    "train_verdict_best_kept": ("The best model is kept.", "已保留最佳模型。"),
    "train_verdict_last_kept": (
        "The last model is kept, not the best; keep the best in the settings.",
        "保留的是最后而非最佳模型；可在设置中选择保留最佳。",
    ),
    "train_verdict_settled": (
        "Settled: more epochs would change little.",
        "已趋于稳定：再训练几轮也变化不大。",
    ),
    "train_verdict_learning": (
        "Still learning: more epochs may help.",
        "仍在学习：增加轮数可能有帮助。",
    ),
    "train_verdict_begun": (
        "It has learned from the labels; one evaluation does not tell whether more epochs would help.",
        "模型已从标注中学到东西；只评估一次，还看不出增加轮数是否有帮助。",
    ),
    "train_evidence_loss": ("Evaluation loss {loss:.3f}.", "评估损失 {loss:.3f}。"),
    "train_evidence_losses": (
        "Evaluation loss {before:.3f}, then {loss:.3f}.",
        "评估损失 {before:.3f}，随后 {loss:.3f}。",
    ),
    "train_evidence_best": (
        "Lowest {loss:.3f} in epoch {epoch:.3g}.",
        "最低 {loss:.3f}，在第 {epoch:.3g} 轮。",
    ),
    "train_evidence_accuracy": (
        "{accuracy:.0%} of {pairs:,} held-out pairs right (95%: {low:.0%} to {high:.0%}).",
        "{pairs:,} 个留出标题对中 {accuracy:.0%} 判断正确（95%：{low:.0%} 至 {high:.0%}）。",
    ),
    "train_evidence_fall": (
        "Chosen titles fell by {fall:.1f} nats each.",
        "选中的标题平均下降 {fall:.1f} 奈特。",
    ),
    "train_samples": ("Sample titles", "标题样例"),
    "train_samples_ideas": ("Held-out idea", "留出的创意"),
    "train_samples_idea": ("Idea {n}", "创意 {n}"),
    "train_samples_base": ("Base model", "基础模型"),
    "train_samples_epoch": ("Epoch {epoch:.3g}", "第 {epoch:.3g} 轮"),
    "train_samples_note": (
        "Written with one seed for ideas that the model does not learn from.",
        "用同一随机种子，为未参与训练的创意撰写。",
    ),
    "train_estimate_steps": ("{steps:,} steps", "{steps:,} 步"),
    "train_estimate_time": ("about {time} on {device}", "在{device}上约 {time}"),
    "train_device_cpu": ("this machine's processor", "本机处理器"),
    "train_device_cuda": ("this machine's GPU", "本机 GPU"),
    "train_device_mps": ("this Mac's GPU", "本机 GPU（Mac）"),
    "train_estimate_measuring": ("measuring how fast this machine is …", "正在测量本机速度……"),
    "train_estimate_unmeasured": ("time not measured yet", "尚未测量时间"),
    "train_estimate_failed": ("a trial of a few steps failed: {error}", "试跑几步失败：{error}"),
    "train_estimate_memory": ("about {gb:.1f} GB of memory", "约需 {gb:.1f} GB 内存"),
    "train_estimate_peak": ("{gb:.1f} GB measured", "实测 {gb:.1f} GB"),
    "train_estimate_zero": (
        "On ZeroGPU about {s:.0f} s, counted as {quota:.0f} s of the daily quota (computed, not measured).",
        "在 ZeroGPU 上约 {s:.0f} 秒，按每日配额计 {quota:.0f} 秒（计算所得，未实测）。",
    ),
    "train_measure": ("Measure", "测量"),
    "train_enqueue": ("Add to the queue", "加入队列"),
    "train_enqueued": ("Waits for its turn, and starts by itself.", "已加入队列，轮到时自动开始。"),
    "train_over": ("Lay another run over it", "叠加另一次训练"),
    "train_over_none": ("none", "无"),
    "train_delete": ("Delete this run", "删除此次训练"),
    "train_delete_ask": (
        "Delete {name} with its model, plots and settings? This cannot be undone.",
        "删除 {name} 及其模型、图表和设置？此操作无法撤销。",
    ),
    "train_delete_yes": ("Delete it", "确认删除"),
    "train_delete_no": ("Keep it", "保留"),
    "train_again_ideas": (
        "Start again with ideas a step: {n}",
        "以每步 {n} 个创意重新开始",
    ),
    "train_again_pairs": (
        "Start again with a training batch of {n}",
        "以训练批大小 {n} 重新开始",
    ),
    "train_again_lora": ("Start again with LoRA", "用 LoRA 重新开始"),
    "train_again_checkpoints": ("Start again, keeping one checkpoint", "只保留一个检查点并重新开始"),
    "train_again_none": (
        "There is no smaller way to run this; free memory or disk, then resume.",
        "没有更小的方案；请释放内存或磁盘后继续。",
    ),
    "train_command": ("The same run on the command line", "用命令行重现此次训练"),
    "train_config_json": ("config.json", "config.json 文件"),
    "train_copy": ("Copy", "复制"),
    # label
    "label_counts": ("What the labels hold", "标注概况"),
    "label_refresh": ("Refresh", "刷新"),
    "label_count_labels": ("Labels", "标注"),
    "label_count_annotators": ("Annotators", "标注者"),
    "label_count_simulated": ("Simulated", "模拟标注"),
    "label_simulated_value": ("{n:,} ({share:.0%})", "{n:,}（{share:.0%}）"),
    "label_count_ideas": ("Ideas and titles", "创意与标题"),
    "label_ideas_value": ("{ideas:,} and {titles:,}", "{ideas:,} 与 {titles:,}"),
    "label_count_cyclic": ("Cyclic triads", "循环三元组"),
    "label_count_consistent": ("Same answer when asked again", "重复提问时回答一致"),
    "label_count_alpha": ("Agreement (Krippendorff's alpha)", "一致性（Krippendorff alpha）"),
    "label_count_side": ("Left side chosen", "选择左侧"),
    "label_side_value": ("{share:.0%} (p = {p:.2g})", "{share:.0%}（p = {p:.2g}）"),
    "label_count_response": ("Median time per answer", "每次回答的中位时间"),
    "label_response_value": ("{s:.1f} s", "{s:.1f} 秒"),
    "label_count_implied": ("Implied, not clicked", "推断所得（未点击）"),
    "label_cyclic_value": ("{n:,} of {of:,} ({share:.0%})", "{of:,} 中有 {n:,}（{share:.0%}）"),
    "label_cyclic_none": ("none decided yet", "尚无"),
    "label_cyclic_about": (
        "A cyclic triad prefers x to y, y to z and z to x. Coin flips make a quarter of all triads cyclic; "
        "one careful person stayed near 6%.",
        "循环三元组指：x 优于 y，y 优于 z，z 又优于 x。随机选择会有四分之一成环；认真标注的人约为 6%。",
    ),
    "label_count_asked": ("Questions asked, of all pairs", "已提问，占全部标题对"),
    "label_to_go": (
        "About {n:,} more labels until training pays: from then on the check on held-out ideas can be "
        "expected to tell what was learned from chance.",
        "大约还需 {n:,} 条标注，训练才有意义：届时在留出创意上的检验预计能把所学与偶然区分开。",
    ),
    "label_enough": (
        "There are enough labels for training: the check on held-out ideas can be expected to tell what was "
        "learned from chance.",
        "标注已足够用于训练：在留出创意上的检验预计能把所学与偶然区分开。",
    ),
    "label_too_noisy": (
        "Pairs that were asked again got another answer about as often as not, so more labels will not help.",
        "重复提问时，回答相同与不同的次数差不多，因此增加标注也无济于事。",
    ),
    "label_ranking": ("Titles of an idea, ranked", "某个创意的标题排名"),
    "label_ranking_info": (
        "By what all answers on the idea say together.",
        "依据该创意的全部回答综合得出。",
    ),
    "label_ranking_place": ("Place (90% interval)", "名次（90% 区间）"),
    "label_ranking_value": ("{rank:.1f} ({low} to {high})", "{rank:.1f}（{low} 至 {high}）"),
    "label_ranking_title": ("Title", "标题"),
    "label_ranking_clicks": ("For : against", "胜 : 负"),
    "label_ranking_none": (
        "No answer on this idea picks a title yet.",
        "这个创意还没有选出标题的回答。",
    ),
    "label_examples_about": (
        "To see the whole loop without labelling by hand, let a simulated annotator label every pair. "
        "It likes questions and concrete numbers and dislikes shouting, and one answer in ten goes against "
        "its taste. Its labels are marked as simulated wherever they are counted, and a person's label on a "
        "pair always stands before them.",
        "若想不手动标注就体验完整流程，可让模拟标注者标注每一对标题。它喜欢问句和具体数字，不喜欢夸张叫喊，"
        "并有十分之一的选择违背其品味。这些标注在所有统计中都会标明为模拟；只要有人标注过某一对，就以人的标注为准。",
    ),
    "label_simulate": ("Label every pair as an example", "用示例标注所有标题对"),
    "label_remove": ("Remove the example labels", "移除示例标注"),
    "label_no_pairs": (
        "There are no pairs to label yet. Add ideas and write titles in the first step.",
        "还没有可标注的标题对。请先在第一步添加创意并生成标题。",
    ),
    "label_simulated": ("{n:,} example labels were added.", "已添加 {n:,} 条示例标注。"),
    "label_removed": ("The example labels were removed.", "示例标注已移除。"),
    "label_files_about": (
        "A labelled file is a CSV with the columns idea, title_a, title_b and title_b_preferred (1 or 0). "
        "Importing the same file twice adds nothing.",
        "标注文件是含有 idea、title_a、title_b、title_b_preferred（1 或 0）四列的 CSV。"
        "重复导入同一文件不会增加任何内容。",
    ),
    "label_upload": ("Import a labelled CSV (up to 20 MB)", "导入标注 CSV（不超过 20 MB）"),
    "label_export": ("Export the labels", "导出标注"),
    "label_exported": ("Exported labels", "导出的标注"),
    "label_imported": (
        "{labels:,} labels on {ideas:,} ideas were read; {added:,} of them are new.",
        "读取了 {ideas:,} 个创意的 {labels:,} 条标注，其中 {added:,} 条是新的。",
    ),
    "label_export_ready": ("{n:,} decided pairs are ready to download.", "{n:,} 对已有结论的标题可供下载。"),
    "label_nothing_to_export": (
        "There is nothing to export yet: no pair has a decided label.",
        "暂无可导出的内容：还没有任何一对标题得出结论。",
    ),
    # link
    "link_about": (
        "For volunteers: this link shows the card alone. Send it to whoever is to label.",
        "给志愿者：此链接只显示标注卡片。请发给要参与标注的人。",
    ),
    "link_copy": ("Copy the link", "复制链接"),
    "link_copied": ("Copied.", "已复制。"),
    "link_by_hand": (
        "The browser does not let the page copy; the link is selected, so copy it by hand.",
        "浏览器不允许页面复制；链接已选中，请手动复制。",
    ),
    "link_near": (
        "This address works on this machine only. For others to reach the page, start the app with "
        "GRADIO_SERVER_NAME=0.0.0.0 or on a Space.",
        "此地址只在本机有效。要让他人访问，请以 GRADIO_SERVER_NAME=0.0.0.0 启动应用，或部署到 Space。",
    ),
    # owner
    "owner_title": (
        "## For the owner\nOnly you see this. It decides how labelling is shared out, and who counts.",
        "## 所有者面板\n只有您能看到。这里决定标注如何分配，以及谁的标注算数。",
    ),
    "owner_tab_settings": ("Settings", "设置"),
    "owner_tab_ideas": ("Ideas", "创意"),
    "owner_tab_people": ("People", "人员"),
    "owner_tab_labels": ("Labels", "标注"),
    "owner_tab_backup": ("Back-up", "备份"),
    "owner_overlap_share": ("Ideas that several people label, %", "由多人标注的创意（%）"),
    "owner_overlap_share_info": (
        "From the second person on; it shows how far people agree.",
        "从第二位参与者起生效；用来看大家的意见有多一致。",
    ),
    "owner_overlap_annotators": ("People for each of these", "这些创意各由几人标注"),
    "owner_overlap_annotators_info": ("All other ideas go to one.", "其余创意各由一人标注。"),
    "owner_repeat_share": ("Hidden repeats, %", "隐藏重复（%）"),
    "owner_repeat_share_info": (
        "Pairs asked again with the sides swapped; they show who is consistent.",
        "左右对调后再问一次的标题对；用来看谁前后一致。",
    ),
    "owner_full_share": ("Ideas asked in full, %", "逐对问完的创意（%）"),
    "owner_full_share_info": (
        "They show how noisy answers are.",
        "用来看回答中有多少偶然。",
    ),
    "owner_implied_threshold": ("Implied from, %", "推断门槛（%）"),
    "owner_implied_threshold_info": (
        "A pair nobody was asked about enters training when its outcome is this likely; 100 leaves all out.",
        "没有问过的标题对，其结果的可能性达到此值才进入训练；100 表示全部不用。",
    ),
    "owner_paused": ("Pause labelling", "暂停标注"),
    "owner_paused_info": (
        "Nobody gets another pair; what is on a screen now may still be answered.",
        "不再发出新的标题对；已在屏幕上的仍可作答。",
    ),
    "owner_sign_in": ("People have to sign in", "参与者须登录"),
    "owner_sign_in_info": (
        "With a Hugging Face account, to label and to judge.",
        "使用 Hugging Face 账号，标注和评判时都需要。",
    ),
    "owner_sign_in_off": (
        "Works on a Space with hf_oauth only; here nobody can sign in.",
        "仅在启用 hf_oauth 的 Space 上有效；这里无法登录。",
    ),
    "owner_save": ("Save", "保存"),
    "owner_saved": (
        "Saved: {overlap_share:.0%} of the ideas go to {people} people, {repeat_share:.0%} of the pairs are "
        "hidden repeats, {full_share:.0%} of the ideas are asked in full, implied preferences count from "
        "{implied_threshold:.0%}.",
        "已保存：{overlap_share:.0%} 的创意由 {people} 人标注，{repeat_share:.0%} 的标题对是隐藏重复，"
        "{full_share:.0%} 的创意逐对问完，推断偏好从 {implied_threshold:.0%} 起计入。",
    ),
    "owner_saved_sign_in": ("People have to sign in.", "参与者须登录。"),
    "owner_saved_paused": ("Labelling is paused.", "标注已暂停。"),
    "owner_saved_open": ("Labelling is open.", "标注进行中。"),
    "owner_no_ideas": (
        "No idea has titles to label yet; begin in the first step.",
        "还没有可标注的创意；请从第一步开始。",
    ),
    "owner_ideas_summary": (
        "{n:,} ideas: {settled:,} settled, {in_hand:,} in hand, {open:,} open. {asked:,} of {possible:,} "
        "pairs were asked.",
        "创意 {n:,} 个：已排定 {settled:,}，标注中 {in_hand:,}，待标注 {open:,}。{possible:,} 对中已问 "
        "{asked:,} 对。",
    ),
    "owner_ideas_first": ("The table shows the first {n:,}.", "表中显示前 {n:,} 个。"),
    "owner_idea": ("Idea", "创意"),
    "owner_state": ("State", "状态"),
    "owner_settled": ("settled", "已排定"),
    "owner_in_hand": ("in hand", "标注中"),
    "owner_open": ("open", "待标注"),
    "owner_people_of_target": ("People", "人数"),
    "owner_asked_of": ("Pairs asked", "已问对数"),
    "owner_n_of": ("{n:,} of {of:,}", "{n:,} / {of:,}"),
    "owner_people_about": (
        "Nobody here is known by name; these are the first digits of random ids. Whom you exclude stays in "
        "the database but counts in nothing, neither training nor quality nor exports, until you include "
        "them again.",
        "名字是随机编号的前几位：没有记录任何人的真名。被排除者的标注仍保留在数据库中，但不计入训练、质量统计"
        "和导出，直到您重新纳入。",
    ),
    "owner_no_people": ("Nobody has labelled yet.", "还没有人标注过。"),
    "owner_people_summary": (
        "{n:,} people, {labels:,} labels; {flagged:,} flagged, {excluded:,} excluded.",
        "{n:,} 人，{labels:,} 条标注；{flagged:,} 人有提示，{excluded:,} 人被排除。",
    ),
    "owner_person": ("Person", "参与者"),
    "owner_labels": ("Labels", "标注"),
    "owner_settled_ideas": ("Settled ideas", "排定的创意"),
    "owner_same_again": ("Same when asked again", "重复时一致"),
    "owner_left": ("Left chosen", "选左侧"),
    "owner_time": ("Median time", "中位时间"),
    "owner_seen": ("Last seen (UTC)", "最近（UTC）"),
    "owner_flags": ("Flags", "提示"),
    "owner_counts": ("Counts?", "是否计入"),
    "owner_flag_random": ("Looks random.", "像随机作答。"),
    "owner_flag_one_sided": ("One-sided.", "偏向一侧。"),
    "owner_flag_too_fast": ("Too fast.", "过快。"),
    "owner_no_flags": ("none", "无"),
    "owner_none_yet": ("none yet", "尚无"),
    "owner_left_out": ("excluded", "已排除"),
    "owner_exclude": ("Exclude", "排除"),
    "owner_include": ("Include", "重新纳入"),
    "owner_excluded": (
        "{name} is excluded: these labels count in nothing from now on.",
        "已排除 {name}：其标注从现在起不再计入。",
    ),
    "owner_included": (
        "{name} is included: these labels count again.",
        "已重新纳入 {name}：其标注再次计入。",
    ),
    "owner_backup_about": (
        "A backup is one file with all that the database holds: ideas, titles, labels, comparisons and these "
        "settings. Restoring puts such a file in the place of what is here, in one step and while people "
        "label; what was here is kept in a file beside the database.",
        "备份是一个文件，包含数据库中的全部内容：创意、标题、标注、比较和这里的设置。恢复会一步替换现有内容，"
        "期间他人可继续标注；原有内容会另存在数据库旁边的文件中。",
    ),
    "owner_back_up": ("Back up", "备份"),
    "owner_snapshot": ("Backup", "备份文件"),
    "owner_backup_ready": ("The backup is ready to download ({mb:.1f} MB).", "备份可供下载（{mb:.1f} MB）。"),
    "owner_restore": ("Restore from a backup (up to 200 MB)", "从备份恢复（不超过 200 MB）"),
    "owner_restored": (
        "Restored; there are {n:,} labels now. What was here before is kept in {path}.",
        "已恢复；现有 {n:,} 条标注。之前的内容保存在 {path}。",
    ),
    # label: where the labels are kept
    "hub_heading": ("Where the labels are kept", "标注保存在哪里"),
    "hub_sync_now": ("Sync now", "立即同步"),
    "hub_here_only": ("Kept on this machine: {n:,} label events", "保存在本机：{n:,} 条标注记录"),
    "hub_switch_on": (
        "The labels are kept on this machine only. To keep them in a private dataset on the Hub too, and to "
        "get the project back on an empty disk, set HF_TOKEN (a token with write access) and LABELS_REPO "
        "(such as your-name/title-labels) and start the app again. On a Space set both, and APP_SECRET, in "
        "its settings.",
        "标注目前只保存在本机。若要同时保存到 Hub 上的私有数据集，并能在空磁盘上恢复整个项目，请设置 HF_TOKEN"
        "（有写权限的令牌）和 LABELS_REPO（例如 your-name/title-labels），然后重新启动应用。"
        "在 Space 上，请在其设置中填写这两项以及 APP_SECRET。",
    ),
    "hub_no_secret": (
        "This Space takes no labels yet: it keeps them on the Hub, and without a secret that lasts nobody "
        "could go on where they stopped. The owner sets APP_SECRET, any long random text, as a secret in the "
        "Space's settings.",
        "此 Space 暂不接收标注：标注会保存到 Hub，但没有固定的密钥，任何人下次都无法接着标注。"
        "请所有者在 Space 设置中添加名为 APP_SECRET 的密钥（任意一段较长的随机文字）。",
    ),
    "hub_line": (
        "Saved here: {saved:,} · on the Hub: {on_hub:,}",
        "本机已保存：{saved:,} · Hub 上：{on_hub:,}",
    ),
    "hub_line_waiting": ("waiting: {n:,}", "等待发送：{n:,}"),
    "hub_line_look": ("something needs a look, see below", "有问题需要查看，详见下方"),
    "hub_repo": ("Dataset on the Hub", "Hub 上的数据集"),
    "hub_saved": ("Label events saved here", "本机已保存的标注记录"),
    "hub_on_hub": ("Of these on the Hub", "其中已在 Hub 上"),
    "hub_waiting": ("Waiting to be sent", "等待发送"),
    "hub_waiting_value": (
        "{n:,}, and {records:,} ideas, titles and pairs",
        "{n:,}，另有 {records:,} 条创意、标题和标题对",
    ),
    "hub_last": ("Last good commit", "上次成功提交"),
    "hub_ago": ("{time} ago", "{time}前"),
    "hub_never": ("none yet", "尚无"),
    "hub_nothing_waits": ("nothing", "没有"),
    "hub_error": ("Last error: {error}", "最近的错误：{error}"),
    "hub_synced": (
        "In step with the Hub. Commits sent: {commits}; new label events received: {n:,}.",
        "已与 Hub 同步。发出提交：{commits}；收到新的标注记录：{n:,}。",
    ),
    # compare
    "compare_no_runs": (
        "No trained model yet. Train one in the third step; then its titles can be compared here.",
        "还没有训练好的模型。请先在第三步训练，然后即可在此比较其标题。",
    ),
    "compare_choose": ("Comparison", "比较"),
    "compare_name": (
        "{when} · {tuned} against {base} · {n:,} pairs",
        "{when} · {tuned} 对比 {base} · {n:,} 对",
    ),
    "compare_result": ("Result", "结果"),
    "compare_refresh": ("Show the result so far", "显示目前的结果"),
    "compare_result_hidden": (
        "The result is not shown while you judge. Ask for it when you are done.",
        "评判期间不显示结果。完成后再查看。",
    ),
    "compare_plan_fixed": (
        "Fixed number: all {n:,} pairs are judged, then the result counts. Until then it is provisional.",
        "固定数量：评判完全部 {n:,} 对后结果才算数，在此之前只是暂时的。",
    ),
    "compare_plan_sequential": (
        "Sequential: judging stops as soon as the e-value reaches 20, or after {n:,} pairs. You may look at "
        "any time: where there is no difference, this finds one in at most 5% of cases.",
        "序贯：e 值一达到 20 就停止评判，最多评判 {n:,} 对。随时可以查看：若毫无差别，误判的概率至多 5%。",
    ),
    "compare_sampling": (
        "Tuned: {tuned} · base: {base} · seeds {seed} and {next} · temperature {temperature:g}{min_p}",
        "微调：{tuned} · 基础：{base} · 种子 {seed} 与 {next} · 温度 {temperature:g}{min_p}",
    ),
    "compare_min_p": (" · min-p {min_p:g}", "；min-p {min_p:g}"),
    "compare_judge": ("Let the example judge decide", "让示例评判者裁决"),
    "compare_export": ("Export every row as CSV", "将所有评判导出为 CSV"),
    "compare_exported": ("Every judged row", "所有评判"),
    "compare_people": ("People's verdicts", "人的评判"),
    "compare_simulated": ("Example judge (simulated)", "示例评判者（模拟）"),
    "compare_state_provisional": ("provisional", "暂时"),
    "compare_unit_pairs": ("decided pairs", "对有结论的标题"),
    "compare_unit_ideas": ("decided ideas", "个有结论的创意"),
    "compare_undecided": (
        "Nothing is decided yet: {pending:,} pairs wait for a verdict.",
        "尚无结论：还有 {pending:,} 对等待评判。",
    ),
    "compare_all_tied": (
        "Every pair is a tie: the verdicts show no difference.",
        "每一对都是平局：评判没有显示出差别。",
    ),
    "compare_better": (
        "Probably better: {share:.0f}% of {decided:,} {unit}, though anything from {low:.0f} to {high:.0f}% "
        "fits the votes.",
        "很可能更好：在 {decided:,} {unit}中赢得 {share:.0f}%，不过 {low:.0f}% 到 {high:.0f}% 都与投票相符。",
    ),
    "compare_worse": (
        "Probably worse: the tuned model won {share:.0f}% of {decided:,} {unit}, though anything from "
        "{low:.0f} to {high:.0f}% fits the votes.",
        "很可能更差：微调模型在 {decided:,} {unit}中赢得 {share:.0f}%，"
        "不过 {low:.0f}% 到 {high:.0f}% 都与投票相符。",
    ),
    "compare_open": (
        "Not told apart: the tuned model won {share:.0f}% of {decided:,} {unit}, and anything from {low:.0f} "
        "to {high:.0f}% fits the votes.",
        "分不出高下：微调模型在 {decided:,} {unit}中赢得 {share:.0f}%，"
        "{low:.0f}% 到 {high:.0f}% 都与投票相符。",
    ),
    "compare_provisional": (
        "No answer yet: {judged:,} of {n:,} pairs are judged. So far the tuned model won {share:.0f}% of "
        "{decided:,} {unit}.",
        "还没有答案：{n:,} 对中评判了 {judged:,} 对。目前微调模型在 {decided:,} {unit}中赢得 {share:.0f}%。",
    ),
    "compare_more_fixed": (
        "If that share is the true one, a new comparison of about {n:,} {unit} would tell the two apart in "
        "four of five cases (power of the exact test at 5%).",
        "若真实比例就是如此，约需重新比较 {n:,} {unit}，"
        "五次中有四次能分出高下（精确检验在 5% 水平下的功效）。",
    ),
    "compare_more_sequential": (
        "If the share stays as it is, about {n:,} more {unit} bring the e-value to 20.",
        "若比例保持不变，大约再有 {n:,} {unit}，e 值就会达到 20。",
    ),
    "compare_more_never": (
        "If that share is the true one, even 10,000 {unit} would hardly tell the two apart.",
        "若真实比例就是如此，即使 10,000 {unit}也很难分出高下。",
    ),
    "compare_verdicts": ("Tuned won · tied · lost", "微调模型 胜 · 平 · 负"),
    "compare_verdicts_ideas": ("Ideas won · tied · lost", "创意 胜 · 平 · 负"),
    "compare_win_rate": ("Win rate (ties count half)", "胜率（平局计半）"),
    "compare_rate_n": ("{rate:.0%} of {n:,}", "{n:,} 对中的 {rate:.0%}"),
    "compare_rate_interval": ("{low:.0%} to {high:.0%}", "{low:.0%} 至 {high:.0%}"),
    "compare_win_interval": ("Its 95% interval (bootstrap by idea)", "其 95% 区间（按创意自助法）"),
    "compare_exact": ("Share of decided, 95% exact", "有结论者中的比例，95% 精确"),
    "compare_wilson": ("The same, 95% Wilson", "同上，95% Wilson"),
    "compare_anytime": ("Share of decided, 95% at every look", "有结论者中的比例，随时有效的 95%"),
    "compare_share_interval": (
        "{share:.0%} ({low:.1%} to {high:.1%})",
        "{share:.0%}（{low:.1%} 至 {high:.1%}）",
    ),
    "compare_p": ("Exact two-sided p", "精确双侧 p 值"),
    "compare_e": ("e-value (20 ends a sequential one)", "e 值（序贯时达 20 即止）"),
    "compare_pending": ("Pairs still waiting", "待评判"),
    "compare_judges": ("Judges", "评判者"),
    "compare_side": ("Left side chosen", "选择左侧"),
    "compare_side_value": ("{left:,} of {n:,} (p = {p:.2f})", "{n:,} 次中的 {left:,} 次（p = {p:.2f}）"),
    "compare_judge_n": ("Judge {n}", "评判者 {n}"),
    "compare_rule": (
        "Identical titles and the answer Neither are ties. A title that is empty or cut off loses to a whole "
        "one without a vote.",
        "标题完全相同或选择“都不行”计为平局。空的或没写完的标题不经投票即判负。",
    ),
    "compare_empty_titles": (
        "Empty or cut off: {base:,} base and {tuned:,} tuned titles.",
        "空的或没写完的：基础模型 {base:,} 个，微调模型 {tuned:,} 个。",
    ),
    "compare_assumes_pairs": (
        "One title for each idea, so the exact test takes the pairs as independent.",
        "每个创意一个标题，因此精确检验将各对视为相互独立。",
    ),
    "compare_assumes_ideas": (
        "Several titles for each idea are not independent, so the test counts ideas: each goes to the model "
        "that won more of its pairs (sign test). It takes ideas as independent.",
        "同一创意的几个标题并不独立，因此检验按创意计数：每个创意归于赢得更多对的模型（符号检验），并将各创意视为相互独立。",
    ),
    "compare_assumes_sequential": (
        "The exact and Wilson figures hold for a fixed number only; here the e-value and its interval "
        "decide.",
        "精确与 Wilson 的数字只对固定数量有效；这里由 e 值及其区间决定。",
    ),
    "compare_late": (
        "{n:,} votes came after the end and are not counted.",
        "{n:,} 票在结束之后到达，不计入。",
    ),
    "compare_unproven": (
        "Nobody here knows what {models} was trained on: it may have seen these ideas.",
        "这里无人知道 {models} 用什么训练过：它可能见过这些创意。",
    ),
    "compare_plot": ("Running share of decided verdicts", "有结论者中的比例走势"),
    "compare_plot_share": ("won by the tuned model", "微调模型赢得"),
    "compare_plot_band": ("95% interval, holds at every look", "95% 区间，随时有效"),
    "compare_plot_end": ("95% exact, at the end", "结束时的 95% 精确区间"),
    "compare_plot_pairs": ("decided pairs", "有结论的对数"),
    "compare_plot_ideas": ("decided ideas", "有结论的创意数"),
    "compare_plot_words": ("The plot in numbers", "以数字呈现"),
    "compare_plot_said": (
        "After {n:,} the tuned model had won {share:.0%}, and {low:.0%} to {high:.0%} fitted.",
        "{n:,} 个之后微调模型赢得 {share:.0%}，{low:.0%} 至 {high:.0%} 都相符。",
    ),
    "compare_plot_fits": ("What fits", "相符的范围"),
    "compare_every": ("Every pair and its verdict", "每一对及其评判"),
    "compare_went_tuned": ("tuned won", "微调胜"),
    "compare_went_base": ("base won", "基础胜"),
    "compare_went_tie": ("tie", "平局"),
    "compare_went_none": ("not judged", "未评判"),
    "compare_verdict": ("Verdict", "评判"),
    "compare_idea": ("Idea", "创意"),
    "compare_health": ("Health of the titles", "标题质量"),
    "compare_health_fine": (
        "Tuning broke nothing that is measured here.",
        "就这里衡量的各项而言，微调没有造成损害。",
    ),
    "compare_base": ("Base model", "基础模型"),
    "compare_tuned": ("Tuned model", "微调模型"),
    "compare_titles_written": ("Titles written", "写出的标题"),
    "compare_empty": ("Empty or cut off", "空的或没写完"),
    "compare_in_limits": ("Within the length limits", "长度合规"),
    "compare_well_formed": ("Well formed", "格式完好"),
    "compare_ended": ("Ending properly", "结尾完整"),
    "compare_distinct": ("Distinct", "互不相同"),
    "compare_distinct_2": ("Distinct word pairs (distinct-2)", "不同的词对（distinct-2）"),
    "compare_across_ideas": ("Also written for another idea", "其他创意也有同样标题"),
    "compare_coverage": ("Words of the idea kept", "保留创意中的词"),
    "compare_repetition": ("A word or phrase twice", "词语重复"),
    "compare_repeats_idea": ("Only repeats the idea", "只是重复创意"),
    "compare_opening_share": ("Commonest opening", "最常见的开头"),
    "compare_length": ("Mean length, characters", "平均长度（字符）"),
    "compare_questions": ("With a question mark", "含问号"),
    "compare_numbers": ("With a number", "含数字"),
    "compare_kl": ("KL to the base model, nats a title", "与基础模型的 KL（每标题 nat）"),
    "compare_kl_note": (
        "KL is estimated by the tuned titles themselves: their log-probability under the tuned model minus "
        "that under the base model, on average.",
        "KL 由微调模型自己的标题估计：其在微调模型下的对数概率减去在基础模型下的，再取平均。",
    ),
    "compare_fault_empty": (
        "{tuned:.0%} of the tuned model's titles are empty or cut off (base model: {base:.0%}).",
        "微调模型 {tuned:.0%} 的标题是空的或没写完（基础模型：{base:.0%}）。",
    ),
    "compare_fault_in_limits": (
        "Only {tuned:.0%} of titles keep to the length limits (base model: {base:.0%}).",
        "只有 {tuned:.0%} 的标题长度合规（基础模型：{base:.0%}）。",
    ),
    "compare_fault_well_formed": (
        "Only {tuned:.0%} of titles are well formed (base model: {base:.0%}).",
        "只有 {tuned:.0%} 的标题格式完好（基础模型：{base:.0%}）。",
    ),
    "compare_fault_ended": (
        "Only {tuned:.0%} of titles end properly (base model: {base:.0%}).",
        "只有 {tuned:.0%} 的标题结尾完整（基础模型：{base:.0%}）。",
    ),
    "compare_fault_coverage": (
        "Titles keep {tuned:.0%} of the idea's words (base model: {base:.0%}).",
        "标题只保留创意中 {tuned:.0%} 的词（基础模型：{base:.0%}）。",
    ),
    "compare_fault_across_ideas": (
        "{tuned:.0%} of titles were written for several ideas (base model: {base:.0%}).",
        "{tuned:.0%} 的标题被用于多个创意（基础模型：{base:.0%}）。",
    ),
    "compare_fault_repetition": (
        "{tuned:.0%} of titles say a word or a phrase twice (base model: {base:.0%}).",
        "{tuned:.0%} 的标题重复词语（基础模型：{base:.0%}）。",
    ),
    "compare_fault_repeats_idea": (
        "{tuned:.0%} of titles repeat the idea and say nothing more (base model: {base:.0%}).",
        "{tuned:.0%} 的标题只是重复创意（基础模型：{base:.0%}）。",
    ),
    "compare_fault_distinct_2": (
        "Titles vary less: {tuned:.0%} of word pairs are distinct (base model: {base:.0%}).",
        "标题变化变少：{tuned:.0%} 的词对互不相同（基础模型：{base:.0%}）。",
    ),
    "compare_fault_opening_share": (
        "{tuned:.0%} of titles begin with “{opening}” (the base model's commonest opening: {base:.0%}).",
        "{tuned:.0%} 的标题以“{opening}”开头（基础模型最常见的开头：{base:.0%}）。",
    ),
    "compare_fault_kl": (
        "The tuned model has moved far from its base: {tuned:.1f} nats a title.",
        "微调模型已远离基础模型：每个标题 {tuned:.1f} nat。",
    ),
    "compare_make": ("Make a comparison", "创建比较"),
    "compare_make_about": (
        "Both models write titles for ideas that neither was trained on, once, with a recorded seed. The "
        "pairs are judged blind: which side is whose is drawn at random and shown to nobody.",
        "两个模型为双方训练都未用到的创意各写一次标题，种子有记录。评判是盲评：左右两侧随机分配，任何人都看不到归属。",
    ),
    "compare_run": ("Trained model", "训练好的模型"),
    "compare_tuned_info": (
        "A run, a Hub id, or a folder of this machine.",
        "一次训练、一个 Hub 名称，或本机的文件夹。",
    ),
    "compare_against": ("Compared with", "与之比较"),
    "compare_own_base": ("The run's own base model", "该次训练自己的基础模型"),
    "compare_ideas": ("Ideas", "创意"),
    "compare_ideas_bundled": ("Evaluation ideas that come with the app", "应用自带的评测创意"),
    "compare_ideas_held_out": ("My ideas that it was not trained on", "我的、训练未用到的创意"),
    "compare_n_pairs": ("Pairs", "对数"),
    "compare_n_pairs_info": (
        "One title for each idea as far as the ideas reach.",
        "创意够用时，每个创意一个标题。",
    ),
    "compare_design": ("When is it decided?", "何时有定论？"),
    "compare_design_fixed": ("When all pairs are judged", "评判完全部标题后"),
    "compare_design_sequential": ("As soon as the votes suffice", "票数一足够就停"),
    "compare_design_info": (
        "Chosen before the first verdict: looking again and again at a fixed number and stopping at a lucky "
        "moment finds a difference in 17% of cases after 50 looks and in 23% after 100, where there is none.",
        "须在首次评判前选定：若固定数量却反复查看、挑好运的时刻停下，即使毫无差别，看 50 次后有 17%、"
        "看 100 次后有 23% 的概率“发现”差别。",
    ),
    "compare_temperature": ("Temperature", "温度"),
    "compare_seed": ("Seed", "随机种子"),
    "compare_seed_bad": (
        "The seed must be a whole number from 0 to 2147483647.",
        "随机种子须为 0 到 2147483647 之间的整数。",
    ),
    "compare_make_go": ("Write the titles", "撰写标题"),
    "compare_started": ("Loading both models …", "正在加载两个模型……"),
    "compare_writing_base": (
        "The base model has written for {done:,} of {total:,} ideas.",
        "基础模型已为 {total:,} 个创意中的 {done:,} 个写好标题。",
    ),
    "compare_writing_tuned": (
        "The tuned model has written for {done:,} of {total:,} ideas.",
        "微调模型已为 {total:,} 个创意中的 {done:,} 个写好标题。",
    ),
    "compare_writing_kl": (
        "Measuring how far the tuned model moved from its base.",
        "正在衡量微调模型偏离基础模型多远。",
    ),
    "compare_made": (
        "The comparison is ready: {pairs:,} pairs of titles for {ideas:,} ideas.",
        "比较已就绪：{ideas:,} 个创意，{pairs:,} 对标题。",
    ),
    "compare_made_skipped": (
        "{n:,} ideas were passed over, since a model declines them.",
        "{n:,} 个创意因模型不受理而略过。",
    ),
    "compare_made_repeated": (
        "{n:,} pairs came up again for their idea and are not asked twice.",
        "{n:,} 对在同一创意中重复出现，不再重复评判。",
    ),
    "compare_made_fewer": (
        "{wanted:,} were asked for; add ideas for more.",
        "原计划 {wanted:,} 对；添加创意可得到更多。",
    ),
    "compare_left_trained": (
        "Left out, since a model was trained on them or on nearly the same: {n:,}",
        "因某个模型用它们或几乎相同的创意训练过而被排除：{n:,} 个",
    ),
    "compare_left_choosing": (
        "Left out, since they chose the checkpoint that was kept: {n:,}",
        "因参与选出所保留的检查点而被排除：{n:,} 个",
    ),
    "compare_left_like": ("{idea} (like: {like})", "{idea}（近似：{like}）"),
    "compare_run_missing": (
        "There is no such trained model any more; choose another one.",
        "该训练模型已不存在，请另选一个。",
    ),
    "compare_same_model": (
        "Both sides are the same model; choose two that differ.",
        "两侧是同一个模型，请选择两个不同的模型。",
    ),
    "compare_pairs_bad": (
        "The number of pairs must be a whole number from 1 to 500.",
        "对数须为 1 到 500 之间的整数。",
    ),
    "compare_missing": ("Choose a comparison first.", "请先选择一次比较。"),
    "compare_no_ideas": (
        "No idea is left that these models were not trained on. Add ideas and leave them unlabelled, or use "
        "the evaluation ideas.",
        "没有剩下这些模型训练未用到的创意。请添加一些不标注的创意，或使用自带的评测创意。",
    ),
    "compare_try": ("Try any idea", "试试任意创意"),
    "compare_try_about": (
        "Both models write for the same idea with the same seed; the same input gives the same titles again.",
        "两个模型以相同的种子为同一创意撰写；同样的输入会得到同样的标题。",
    ),
    "compare_try_idea": ("Video idea", "视频创意"),
    "compare_try_go": ("Write with both models", "用两个模型撰写"),
    "compare_try_none": ("no finished title", "没有写完的标题"),
    "compare_try_problem": ("The idea cannot be used: {problem}.", "无法使用该创意：{problem}。"),
}


def t(key: str) -> I18nData:
    """The fixed label under the key, which the browser shows in its own language. KeyError for an unknown
    key.
    """
    if key not in TEXT:
        raise KeyError(f"text.TEXT has no {key!r}; add it in both languages.")
    return I18nData(key)


def say(key: str, lang: str, **params: Any) -> str:
    """The sentence under the key in `lang` ("en" or "zh"), with its parameters filled in."""
    return TEXT[key][LANGUAGES.index(lang)].format(**params)


def words(prefix: str) -> dict[str, dict[str, str]]:
    """Both languages of every key with this prefix, for a component whose own script picks one."""
    keys = [key for key in TEXT if key.startswith(prefix)]
    return {lang: {key: TEXT[key][n] for key in keys} for n, lang in enumerate(LANGUAGES)}


def language(request: Any) -> str:
    """`zh` or `en`, by the rule by which Gradio picks the labels, so that no page speaks both."""
    headers = getattr(request, "headers", None) or {}
    first = str(headers.get("accept-language") or "").split(",")[0].strip().lower()
    return "zh" if first in CHINESE_LOCALES else "en"


def translations() -> gr.I18n:
    """What `launch(i18n=...)` takes. Gradio knows these two Chinese locales and shows others English."""
    english, chinese = ({key: both[n] for key, both in TEXT.items()} for n in range(2))
    return gr.I18n(**{"en": english, "zh-CN": chinese, "zh-TW": chinese})
