"""The third step."""

TEXT: dict[str, tuple[str, str]] = {
    "train_data": ("<h2>What it learns from</h2>", "<h2>学习材料</h2>"),
    "train_learns": (
        "It learns from {pairs:,} {pairs:pair|pairs} of {ideas:,} {ideas:idea|ideas}; {held:,} "
        "{held:pair|pairs} of {others:,} other {others:idea|ideas} {held:is|are} held out to check on.",
        "用 {ideas:,} 个选题的 {pairs:,} 对标题学习；另有 {others:,} 个选题的 {held:,} 对留出检验。",
    ),
    "train_adds_up": ("From labels to pairs", "这些数字怎么来的"),
    "train_stat_people": ("Labels by people, Equal and Neither included", "人工标注（含“差不多”和“都不行”）"),
    "train_stat_imported": ("Labels from files", "文件导入的标注"),
    "train_stat_clicked": ("Pairs that labels decide", "标注分出好坏的标题对"),
    "train_stat_implied": (
        "Pairs that labels imply (at least {share:.0%} likely)",
        "没让人标注、但可由已有标注推断的标题对（把握不低于 {share:.0%}）",
    ),
    "train_stat_simulated": ("Pairs that example labels decide", "示例标注（模拟）选出好坏的标题对"),
    "train_stat_all": ("Pairs together", "标题对合计"),
    "train_stat_train": ("Of these to learn from", "其中：用于学习"),
    "train_stat_test": ("Of these held out to check on", "其中：留出检验"),
    "train_pairs_of_ideas": (
        "{pairs:,} of {ideas:,} {ideas:idea|ideas}",
        "{pairs:,} 对（来自 {ideas:,} 个选题）",
    ),
    "train_split": (
        "Held out are all pairs of some ideas, which are never learned from: they show whether the taste "
        "carries over to new ideas. With {pairs:,} of them, how many the model gets right is known to about "
        "±{points:.0f} points (95%); more labelled ideas narrow that.",
        "留出的是部分选题的全部标题对，绝不用于学习：用来检验学到的品味能否推广到新选题。"
        "留出 {pairs:,} 对时，模型判断正确的比例约有 ±{points:.0f} 个百分点的误差（95%）；"
        "标注更多选题可缩小误差。",
    ),
    "train_mix": (
        "Learn from {n:,} {n:pair|pairs} of other versions of the task too (versions: {versions})",
        "同时学习写作要求其他版本的 {n:,} 对（版本数：{versions}）",
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
        "所有标注都属于同一个选题。请再标注另一个选题的标题对，以便检验。",
    ),
    "train_go_label": ("Go to Label", "前往“标注”"),
    "train_start": ("Start training", "开始训练"),
    "train_stop": ("Stop and keep the best", "停止并保留最佳模型"),
    "train_resume": ("Resume this run", "继续此次训练"),
    "train_resume_part": ("Train the next part", "训练下一段"),
    "train_go_compare": ("Go to Compare", "前往“比较”"),
    "train_no_run": ("There is no such run any more; choose another one.", "该训练已不存在，请另选一个。"),
    "train_history": ("<h2>Runs</h2>", "<h2>训练记录</h2>"),
    "train_history_note": (
        "Each run is checked on its own held-out pairs: the losses of two runs compare only where these are "
        "the same.",
        "各次训练用各自留出的标题对检验：只有留出的标题对相同，两次训练的损失才能比较。",
    ),
    "train_other_pairs": (
        "{name} was checked on other held-out pairs, so its figures and these do not tell which of the two "
        "models is better: the blind comparison can.",
        "{name} 是在另一批留出标题对上检验的，因此两次的数字不能说明哪个模型更好；请用盲评比较。",
    ),
    "train_history_run": ("Run", "训练"),
    "train_history_status": ("Status", "状态"),
    "train_history_base": ("Base model", "基础模型"),
    "train_history_epochs": ("Epochs", "轮数"),
    "train_history_best": ("Best epoch", "最佳轮"),
    "train_history_loss": ("Held-out loss", "留出损失"),
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
    "train_ended_finished": (
        "Finished after {time} (steps: {total}).",
        "已完成，用时 {time}（共 {total} 步）。",
    ),
    "train_ended_passes": (
        "Finished after {time}: {passes:g} {passes:pass|passes} (epochs) over {pairs:,} {pairs:pair|pairs}, "
        "in {total} {total:step|steps}.",
        "已完成，用时 {time}：{pairs:,} 对标题学了 {passes:g} 遍（轮），共 {total} 步。",
    ),
    "train_ended_stopped": (
        "Stopped at step {step} of {total}, after {time}.",
        "在第 {step} / {total} 步停止，用时 {time}。",
    ),
    "train_ended_paused": (
        "Paused at step {step} of {total}; resume to go on.",
        "在第 {step} / {total} 步暂停；可继续。",
    ),
    "train_failed_for_owner": (
        "This run failed; its owner can see why.",
        "此次训练失败；原因仅所有者可见。",
    ),
    "train_waits_for_a_gpu": ("Nothing is trained yet; the run waits for a GPU.", "尚未训练；正在等待 GPU。"),
    "train_kept": ("The model of epoch {epoch:.3g} is kept.", "保留第 {epoch:.3g} 轮的模型。"),
    "train_dropped": (
        "Left out: {train} of the pairs to learn from and {test} of those to check on; their prompts fill "
        "the longest pair ({max_length} tokens).",
        "已略去：{train} 对用于学习、{test} 对用于检验，因为其提示词已占满最大长度（{max_length} 个词元）。",
    ),
    "train_head_epoch": ("Epoch", "轮"),
    "train_head_train_loss": ("Training Loss", "训练损失"),
    "train_head_eval_loss": ("Validation Loss", "评估损失"),
    "train_head_rewards/chosen": ("Rewards/chosen", "选中标题的奖励"),
    "train_head_rewards/rejected": ("Rewards/rejected", "未选中标题的奖励"),
    "train_head_rewards/accuracies": ("Rewards/accuracies", "奖励准确率"),
    "train_head_rewards/margins": ("Rewards/margins", "奖励差距"),
    "train_head_logps/chosen": ("Logps/chosen", "选中标题的对数概率"),
    "train_head_logps/rejected": ("Logps/rejected", "未选中标题的对数概率"),
    "train_head_logits/chosen": ("Logits/chosen", "选中标题的 logits"),
    "train_head_logits/rejected": ("Logits/rejected", "未选中标题的 logits"),
    "train_by_preset": ("preset: {name}", "预设：{name}"),
    "train_table": ("Checks on the held-out pairs", "在留出标题对上的各次检验"),
    "train_table_kept": ("The marked row is the model that is kept.", "标出的一行是保留的模型。"),
    "train_settings_of": ("Settings of this run", "此次训练的设置"),
    "train_plot_loss": ("Loss", "损失"),
    "train_deeper": ("More curves, and every check in figures", "更多曲线与各次检验的数据"),
    "train_plot_accuracy": ("Agrees with the labels (reward accuracy)", "与标注一致的比例（奖励准确率）"),
    "train_plot_rewards": ("Rewards", "奖励"),
    "train_plot_logps": ("Log-probabilities of titles", "标题的对数概率"),
    "train_plot_training": ("training", "训练"),
    "train_plot_evaluation": ("held out", "留出"),
    "train_plot_chosen": ("chosen", "选中"),
    "train_plot_rejected": ("rejected", "未选中"),
    "train_plot_margins": ("margin", "差距"),
    "train_plot_epoch": ("epoch", "轮（epoch）"),
    "train_plot_no_preference": ("{level:.3f}: no preference yet", "{level:.3f}：尚无偏好"),
    "train_plot_chance": ("50%: guessing", "50%：随机猜测"),
    "train_plot_of_run": ("{run}: {name}", "{run}：{name}"),
    "train_plot_held_out": ("{name}, held out", "{name}（留出）"),
    "train_plot_and": (", ", "、"),
    "train_plot_waiting": ("The first values come after some steps.", "若干步后显示第一批数值。"),
    "train_plot_sft": (
        "Without any preference it is {level:.3f}: 0.693, as for a coin flip, and {weight:g} times the "
        "SFT loss, "
        "which grows as the chosen titles get less likely and so keeps titles well formed.",
        "没有任何偏好时为 {level:.3f}：其中 0.693 相当于抛硬币，其余是 {weight:g} 倍的 SFT 损失"
        "（选中的标题概率越低，这项损失越大），它能使标题保持通顺。",
    ),
    "train_plot_accuracy_note": (
        "How often the model finds the chosen title the better one (gives it the higher reward). Bars: 95% "
        "interval; where they overlap, chance may make the difference.",
        "模型认为选中的标题更好（给它更高奖励）的比例。竖线：95% 区间；区间重叠时，差别可能只是碰巧。",
    ),
    "train_plot_kept": (
        "The epoch with the lowest held-out loss is kept: with few pairs it is steadier than their "
        "share right.",
        "保留的是留出损失最低的一轮：标题对不多时，它比判断正确的比例更稳定。",
    ),
    "train_plot_accuracy_counted": (
        "Pairs of one idea share titles, so the {pairs:,} held-out pairs count as {counted:,.0f}.",
        "同一选题的标题对共用标题，因此 {pairs:,} 个留出标题对按 {counted:,.0f} 个计算。",
    ),
    "train_plot_reward_note": (
        "Lines: training pairs. Dots: held-out pairs. The margin should grow.",
        "线：训练标题对。点：留出的标题对。差距应逐渐变大。",
    ),
    "train_plot_logps_note": (
        "How likely the model would write such a title, in nats: 2.3 nats lower is ten times less likely. "
        "Both may fall; chosen titles that fall far are being unlearned.",
        "模型写出这类标题的可能性，单位为奈特：低 2.3 奈特即概率为十分之一。"
        "两者都可能下降；若选中的标题大幅下降，说明模型正在遗忘它们。",
    ),
    "train_verdict_unmoved": (
        "Nothing has changed yet: these are the weights it began with. Train for more epochs, or at a higher "
        "learning rate.",
        "还没有任何变化：权重与训练前相同。请增加训练轮数，或提高学习率。",
    ),
    "train_verdict_too_few": (
        "The held-out pairs leave it open whether it learned: what it got right could be luck. That is no "
        "failure: the blind comparison is the better test and can tell all the same. Labels on more "
        "ideas make "
        "this check surer.",
        "留出的标题对还看不出是否学到了：判断正确可能只是碰运气。这不代表训练失败：盲评比较是更好的检验，"
        "照样能给出答案。在更多选题上标注，可使这项检验更可靠。",
    ),
    "train_verdict_falling": (
        "The chosen titles are being unlearned: each became {times:,.0f} times less likely, by {fall:.1f} "
        "nats. Try a lower learning rate, a larger beta or some SFT weight.",
        "模型正在遗忘选中的标题：每个标题的概率降到原来的 {times:,.0f} 分之一（{fall:.1f} 奈特）。"
        "请降低学习率、增大 beta 或加入 SFT 权重。",
    ),
    "train_verdict_overfitting": (
        "After epoch {best:.3g} it learned labelled titles by heart rather than the taste behind them "
        "(overfitting).",
        "第 {best:.3g} 轮之后，模型更多是在死记已标注的标题，而不是学习其中的品味（过拟合）。",
    ),
    "train_verdict_best_kept": ("The best model is kept.", "已保留最佳模型。"),
    "train_verdict_last_kept": (
        "The last model is kept, not the best; keep the best in the settings.",
        "保留的是最后而非最佳模型；可在设置中选择保留最佳模型。",
    ),
    "train_verdict_settled": (
        "Settled: more epochs would change little.",
        "已趋于稳定：再训练几轮也变化不大。",
    ),
    "train_run_choice": ("Trained {at} · {name}", "{at} 训练 · {name}"),
    "train_run_dated": ("{name} ({at})", "{name}（{at}）"),
    "train_verdict_learning": (
        "It has learned from the labels; what that is worth, the blind comparison tells.",
        "模型已从标注中学到东西；学得怎样，请看盲评比较。",
    ),
    "train_verdict_begun": (
        "It has learned from the labels; one check does not tell whether more epochs would help.",
        "模型已从标注中学到东西；只检验了一次，还看不出增加轮数是否有帮助。",
    ),
    "train_evidence_losses": ("Held-out loss {losses}.", "留出损失 {losses}。"),
    "train_evidence_kept": (
        "The lowest, {best:.3f} in epoch {epoch:.3g}, is kept.",
        "已保留最低的 {best:.3f}（第 {epoch:.3g} 轮）。",
    ),
    "train_evidence_lowest": (
        "{best:.3f} in epoch {epoch:.3g} is the lowest.",
        "最低的是 {best:.3f}（第 {epoch:.3g} 轮）。",
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
    "train_samples_ideas": ("Held-out idea", "留出的选题"),
    "train_samples_idea": ("Idea {n}", "选题 {n}"),
    "train_samples_base": ("Base model", "基础模型"),
    "train_samples_epoch": ("Epoch {epoch:.3g}", "第 {epoch:.3g} 轮"),
    "train_samples_note": (
        "Written with one seed for ideas that the model does not learn from.",
        "用同一随机种子，为未参与训练的选题写。",
    ),
    "train_estimate_steps": ("{steps:,} {steps:step|steps}", "{steps:,} 步"),
    "train_estimate_time": ("about {time} on {device}", "在{device}上约 {time}"),
    "train_device_cpu": ("this machine's processor", "本机处理器"),
    "train_device_cuda": ("this machine's GPU", "本机 GPU"),
    "train_device_mps": ("this Mac's GPU", "本机 GPU（Mac）"),
    "train_estimate_measuring": ("measuring how fast this machine is …", "正在测量本机速度……"),
    "train_estimate_unmeasured": ("time not measured yet", "尚未测量时间"),
    "train_estimate_failed": ("a trial of a few steps failed: {error}", "试跑几步失败：{error}"),
    "train_estimate_memory": ("about {gb:.1f} GB of memory", "约需 {gb:.1f} GB 内存"),
    "train_estimate_peak": ("{gb:.1f} GB of memory, measured", "内存 {gb:.1f} GB（实测）"),
    "train_estimate_zero": (
        "On ZeroGPU about {s:.0f} s, counted as {quota:.0f} s of the daily quota (computed, not measured).",
        "在 ZeroGPU 上约 {s:.0f} 秒，按每日配额计 {quota:.0f} 秒（计算所得，未实测）。",
    ),
    "train_measure": ("Measure", "测量"),
    "train_enqueue": ("Add to the queue", "加入队列"),
    "train_enqueued": ("Waits for its turn, and starts by itself.", "已加入队列，轮到时自动开始。"),
    "train_over": ("Lay another run over it", "与另一次训练对照"),
    "train_over_none": ("none", "无"),
    "train_delete": ("Delete this run", "删除此次训练"),
    "train_delete_ask": (
        "Delete {name} with its model, plots and settings? This cannot be undone.",
        "删除 {name} 及其模型、图表和设置？此操作无法撤销。",
    ),
    "train_delete_ask_hub": (
        "Delete {name} with its model, plots and settings, and what the project keeps of it on the Hub?"
        " This cannot be undone.",
        "删除 {name} 及其模型、图表和设置，以及本项目在 Hub 上保存的副本？此操作无法撤销。",
    ),
    "train_delete_yes": ("Delete it", "确认删除"),
    "train_delete_no": ("Keep it", "保留"),
    "train_again_ideas": (
        "Start again with ideas a step: {n}",
        "以每步 {n} 个选题重新开始",
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
}
