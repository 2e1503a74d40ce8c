"""The fourth step."""

TEXT: dict[str, tuple[str, str]] = {
    "compare_choose": ("Comparison", "比较"),
    "compare_name": (
        "{when} · {tuned} against {base} · {n:,} {n:pair|pairs}",
        "{when} · {tuned} 对比 {base} · {n:,} 对",
    ),
    "compare_result": ("Result", "结果"),
    "compare_show": ("Show the result so far", "显示目前的结果"),
    "compare_hide": ("Hide the result", "隐藏结果"),
    "compare_result_hidden": (
        "The result is not shown while people judge, unless you ask for it; it appears here at the end.",
        "评判期间不显示结果，除非您主动查看；结束后会自动出现在这里。",
    ),
    "compare_same": (
        "In {n:,} more {n:pair|pairs} both models wrote the same title (capital letters aside): nothing to "
        "judge.",
        "另有 {n:,} 对，两个模型写得一样（不计大小写），不必评判。",
    ),
    "compare_sum_ideas": (
        "Several pairs belong to one idea, so each idea counts once, for the model that won more of its "
        "pairs: {wins:,} of {n:,} {n:idea|ideas} for the tuned model, {losses:,} for the base model, "
        "{ties:,} even.",
        "一个选题有好几对，所以每个选题只算一次，归于赢得更多对的模型：{n:,} 个选题中，"
        "微调模型 {wins:,} 个，基础模型 {losses:,} 个，平局 {ties:,} 个。",
    ),
    "compare_sum_votes": (
        "{n:,} {n:pair|pairs} judged: {wins:,} for the tuned model, {losses:,} for the base model, {ties:,} "
        "even (Equal, Neither, or judges who differ).",
        "评判了 {n:,} 对：微调模型胜 {wins:,} 对，基础模型胜 {losses:,} 对，平局 {ties:,} 对。",
    ),
    "compare_sum_empty": (
        "In {n:,} more a title is empty or cut off, so the other wins unjudged: {wins:,} for the "
        "tuned model, "
        "{losses:,} for the base model, {ties:,} even.",
        "另有 {n:,} 对中有一个标题是空的或没写完，另一个直接算赢：微调模型胜 {wins:,} 对，"
        "基础模型胜 {losses:,} 对，平局 {ties:,} 对。",
    ),
    "compare_sum_waiting": ("{n:,} more {n:waits|wait} for a verdict.", "还有 {n:,} 对等待评判。"),
    "compare_sum_spared": ("{n:,} more {n:was|were} not needed.", "另有 {n:,} 对无需评判。"),
    "compare_plan_fixed": (
        "Fixed number: all {n:,} pairs are judged by people, then the result counts. Until then it is "
        "provisional.",
        "固定数量：由人评判完全部 {n:,} 对后结果才算数，在此之前只是暂时的。",
    ),
    "compare_plan_fixed_over": (
        "Fixed number: all {n:,} pairs have their verdict, so the result counts.",
        "固定数量：全部 {n:,} 对均已评判，结果有效。",
    ),
    "compare_plan_sequential": (
        "Sequential: judging stops as soon as the e-value, which grows with the evidence for a difference, "
        "reaches 20, or after {n:,} pairs. Where there is no difference, this finds one in at most 5% of "
        "cases, however often the result is looked at.",
        "序贯：e 值表示“有差别”的证据强弱，一达到 20 就停止评判，最多评判 {n:,} 对。若毫无差别，"
        "无论查看多少次，误判的概率至多 5%。",
    ),
    "compare_sampling": (
        "Tuned model: {tuned}, with seed {next} · base model: {base}, with seed {seed} · temperature "
        "{temperature:g}{min_p}",
        "微调模型：{tuned}，种子 {next} · 基础模型：{base}，种子 {seed} · 温度 {temperature:g}{min_p}",
    ),
    "compare_min_p": (
        " · min-p {min_p:g} (words less likely than that share of the likeliest are not written)",
        " · min-p {min_p:g}（若某词的概率不到最可能词的 {min_p:g} 倍，就不选它）",
    ),
    "compare_judge": ("Let the example judge decide, to see a result", "让示例评判者代为评判（仅作演示）"),
    "compare_export": ("Export every row as CSV", "将所有评判导出为 CSV"),
    "compare_exported": ("Every judged row", "所有评判"),
    "compare_people": ("People's verdicts", "人工评判"),
    "compare_simulated": ("Example judge (simulated)", "示例评判者（模拟）"),
    "compare_state_provisional": ("provisional", "暂时"),
    "compare_unit_pairs": ("decided pairs", "对已分胜负的标题"),
    "compare_unit_ideas": ("decided ideas", "个已分胜负的选题"),
    "compare_two_runs": (
        "Two models that were trained here: the newer is {newer}, the older {older}.",
        "两个模型都是在这里训练的：新模型是 {newer}，旧模型是 {older}。",
    ),
    "compare_words_tuned": ("tuned model|Tuned model|tuned won|Tuned won", "微调模型|微调胜"),
    "compare_words_base": ("base model|Base model|base won|Base won", "基础模型|基础胜"),
    "compare_words_newer": ("newer model|Newer model|newer won|Newer won", "新模型|新模型胜"),
    "compare_words_older": ("older model|Older model|older won|Older won", "旧模型|旧模型胜"),
    "compare_nobody": (
        "No person has judged yet: {pending:,} {pending:pair waits|pairs wait} for a person's verdict.",
        "还没有人评判：有 {pending:,} 对等待人工评判。",
    ),
    "compare_nobody_yet": (
        "No person has judged yet. The example judge only shows what a result looks like; people's verdicts "
        "are counted by themselves.",
        "还没有人评判。示例评判者只是演示结果的样子；人工评判单独统计。",
    ),
    "compare_undecided": (
        "Nothing is decided yet: {pending:,} {pending:pair waits|pairs wait} for a verdict.",
        "尚未分出胜负：还有 {pending:,} 对等待评判。",
    ),
    "compare_all_tied": (
        "Every pair is a tie: the verdicts show no difference.",
        "每一对都是平局：评判没有显示出差别。",
    ),
    "compare_better": (
        "Probably better: the tuned model won {share:.0f}% of {decided:,} {unit}, though anything from "
        "{low} to {high}% fits the verdicts ({when}).",
        "很可能更好：微调模型在 {decided:,} {unit}中赢得 {share:.0f}%，"
        "不过真实比例在 {low}% 到 {high}% 之间都有可能（{when}）。",
    ),
    "compare_worse": (
        "Probably worse: the tuned model won {share:.0f}% of {decided:,} {unit}, though anything from "
        "{low} to {high}% fits the verdicts ({when}).",
        "很可能更差：微调模型在 {decided:,} {unit}中赢得 {share:.0f}%，"
        "不过真实比例在 {low}% 到 {high}% 之间都有可能（{when}）。",
    ),
    "compare_clearly_better": (
        "Clearly better: the tuned model won {share:.0f}% of {decided:,} {unit}; anything from {low} to "
        "{high}% fits the verdicts ({when}).",
        "明显更好：微调模型在 {decided:,} {unit}中赢得 {share:.0f}%，"
        "真实比例在 {low}% 到 {high}% 之间都有可能（{when}）。",
    ),
    "compare_clearly_worse": (
        "Clearly worse: the tuned model won {share:.0f}% of {decided:,} {unit}; anything from {low} to "
        "{high}% fits the verdicts ({when}).",
        "明显更差：微调模型在 {decided:,} {unit}中赢得 {share:.0f}%，"
        "真实比例在 {low}% 到 {high}% 之间都有可能（{when}）。",
    ),
    "compare_open": (
        "Not told apart: the tuned model won {share:.0f}% of {decided:,} {unit}, and anything from {low} "
        "to {high}% fits the verdicts ({when}).",
        "分不出高下：微调模型在 {decided:,} {unit}中赢得 {share:.0f}%，"
        "真实比例在 {low}% 到 {high}% 之间都有可能（{when}）。",
    ),
    "compare_when_fixed": ("95%", "95% 区间"),
    "compare_when_sequential": ("95%, at every look", "95% 区间，随时有效"),
    "compare_provisional": (
        "No answer yet: {judged:,} of {n:,} pairs are judged. So far the tuned model won {share:.0f}% of "
        "{decided:,} {unit}.",
        "还没有答案：{n:,} 对中评判了 {judged:,} 对。目前微调模型在 {decided:,} {unit}中赢得 {share:.0f}%。",
    ),
    "compare_more_fixed": (
        "If that share is the true one, a new comparison of about {n:,} {unit} would tell the two apart "
        "in four "
        "of five cases (exact test at 5%).",
        "如果真实比例确实如此，重新做一次约 {n:,} {unit}的比较，有八成机会分出高下（精确检验，5% 水平）。",
    ),
    "compare_more_many": (
        "To tell such a difference would take about {n:,} {unit} (in four of five cases, exact test at "
        "5%), more "
        "than the app's own ideas give. Labels on more ideas may make it larger.",
        "要分清这样的差别，约需 {n:,} {unit}（有八成机会，精确检验，5% 水平），应用自带的选题不够。"
        "在更多选题上标注，差别也许会变大。",
    ),
    "compare_more_close": (
        "To tell so small a difference would take about {n:,} {unit} (in four of five cases, exact test "
        "at 5%): "
        "take the two as about equally good. Labels on more ideas may make a larger difference.",
        "要分清这么小的差别，约需 {n:,} {unit}（有八成机会，精确检验，5% 水平）：可以认为两者差不多。"
        "在更多选题上标注，差别也许会变大。",
    ),
    "compare_chance": (
        "Where there is no difference, chance alone makes one as large in {p:.1%} of comparisons; “clearly” "
        "stands for at most 0.1%.",
        "若毫无差别，单凭碰巧出现这么大差别的概率为 {p:.1%}；不超过 0.1% 才说“明显”。",
    ),
    "compare_older": (
        "This comparison is older than your newest model, “{name}”, which is not in it.",
        "这次比较早于您最新的模型“{name}”，其中没有它。",
    ),
    "compare_more_sequential": (
        "If the share stays as it is, about {n:,} more {unit} bring the e-value to 20.",
        "若比例保持不变，大约再有 {n:,} {unit}，e 值就会达到 20。",
    ),
    "compare_more_never": (
        "If that share is the true one, even 10,000 {unit} would hardly tell the two apart: take them as "
        "equally good. Labels on more ideas may make a difference.",
        "若真实比例就是如此，即使 10,000 {unit}也很难分出高下：可以认为两者一样好。"
        "在更多选题上标注，也许会有差别。",
    ),
    "compare_verdicts": ("Tuned won · tied · lost", "微调模型 胜 · 平 · 负"),
    "compare_win_rate": ("Win rate (ties count half)", "胜率（平局计半）"),
    "compare_rate_n": ("{rate:.0%} of {n:,}", "{rate:.0%}（共 {n:,} 对）"),
    "compare_rate_interval": ("{low:.0%} to {high:.0%}", "{low:.0%} 至 {high:.0%}"),
    "compare_lean_tuned": (
        "So far it leans to the tuned model.",
        "目前略偏向微调模型。",
    ),
    "compare_lean_base": (
        "So far it leans to the base model.",
        "目前略偏向基础模型。",
    ),
    "compare_more_figures": ("More figures", "更多数据"),
    "compare_win_interval": ("Its 95% interval (bootstrap by idea)", "胜率的 95% 区间（按选题重抽样）"),
    "compare_exact": ("Share of decided, 95% exact", "不计平局的胜率，95% 精确区间"),
    "compare_wilson": ("The same, 95% Wilson", "不计平局的胜率，95% 威尔逊（Wilson）区间"),
    "compare_anytime": ("Share of decided, 95% at every look", "不计平局的胜率，随时有效的 95% 区间"),
    "compare_share_interval": (
        "{share:.0%} ({low:.1%} to {high:.1%})",
        "{share:.0%}（{low:.1%} 至 {high:.1%}）",
    ),
    "compare_p": ("Exact two-sided p, for one look at the end", "精确双侧 p 值（只在结束时看一次）"),
    "compare_e": (
        "e-value, holds at every look (20 is enough)",
        "e 值（随时可看，达到 20 即足够）",
    ),
    "compare_measures_fixed": (
        "Here the exact p decides (0.05 or less; “clearly” asks for 0.001): a number of pairs fixed before "
        "needs one look, at the end. The e-value may be looked at after each verdict and so asks for more; "
        "it decides only where judging stops as soon as the verdicts suffice.",
        "结论由精确 p 值（不超过 0.05；不超过 0.001 为“明显”）决定：事先定好对数，只在结束时看一次。"
        "e 值可在每次评判后查看，因此要求更高；只有“评判足够时立即停止”才由它决定。",
    ),
    "compare_measures_sequential": (
        "Here the e-value decides (20 or more): it may be looked at after each verdict, so judging can stop "
        "as soon as it suffices. The exact p holds only for a number of pairs fixed before and one look, at "
        "the end; looked at again and again it would find differences where there are none.",
        "结论由 e 值（不低于 20）决定：它可在每次评判后查看，因此足够时即可停止。"
        "精确 p 值只适用于事先定好对数、结束时看一次；反复查看，就会在毫无差别时得出“有差别”。",
    ),
    "compare_judges": ("Judges", "评判者"),
    "compare_side": ("A chosen (the first one shown)", "选择 A（先显示的一个）"),
    "compare_side_value": ("{left:,} of {n:,} (p = {p:.2f})", "{left:,} / {n:,} 次（p = {p:.2f}）"),
    "compare_judge_n": ("Judge {n}", "评判者 {n}"),
    "compare_rule": (
        "The answers Equal and Neither, and judges who differ, make ties; two titles that are the same tie "
        "unasked. All other judged pairs are decided. A title that is empty or cut off loses to a whole one "
        "without being judged.",
        "选择“差不多”或“都不行”，以及评判者意见不一，都计为平局；两个标题相同的，不经评判即为平局。"
        "其余评判过的都算已分胜负。空的或没写完的标题直接算输。",
    ),
    "compare_empty_titles": (
        "Empty or cut off: {tuned:,} of the tuned model's titles, {base:,} of the base model's.",
        "空的或没写完的：微调模型 {tuned:,} 个，基础模型 {base:,} 个。",
    ),
    "compare_assumes_pairs": (
        "One title for each idea, so the exact test takes the pairs as independent.",
        "每个选题一个标题，因此精确检验将各对视为相互独立。",
    ),
    "compare_assumes_ideas": (
        "Titles of one idea are not independent, so the exact test counts ideas (sign test) and takes these "
        "as independent.",
        "同一选题的几个标题并不独立，因此精确检验按选题计数（符号检验），并将各选题视为相互独立。",
    ),
    "compare_assumes_sequential": (
        "The exact and Wilson figures hold for a fixed number only; here the e-value and its interval "
        "decide.",
        "精确与威尔逊（Wilson）的数字只对固定数量有效；这里由 e 值及其区间决定。",
    ),
    "compare_late": (
        "{n:,} {n:verdict|verdicts} came when the result already stood: kept, and not counted.",
        "有 {n:,} 次评判提交时已有结果；它们会保留，但不计入。",
    ),
    "compare_unproven": (
        "Nobody here knows what {models} was trained on: it may have seen these ideas.",
        "这里无人知道 {models} 用什么训练过：它可能见过这些选题。",
    ),
    "compare_plot": ("Share won so far, verdict by verdict", "胜率随评判的变化（不计平局）"),
    "compare_plot_share": ("won by the tuned model", "微调模型赢得"),
    "compare_plot_band": ("95% interval, holds at every look", "95% 区间，随时有效"),
    "compare_plot_end": ("what fits the verdicts (95%)", "可能的真实比例（95% 区间）"),
    "compare_plot_half": ("50%: no difference", "50%：没有差别"),
    "compare_plot_pairs": ("decided pairs", "已分胜负的标题对"),
    "compare_plot_ideas": ("decided ideas", "已分胜负的选题"),
    "compare_plot_words": ("The plot in numbers", "查看数据"),
    "compare_plot_said": (
        "After {n:,} the tuned model had won {share:.0%} (95% at every look: {low:.0%} to {high:.0%}).",
        "{n:,} 个之后微调模型赢得 {share:.0%}（随时有效的 95% 区间：{low:.0%} 至 {high:.0%}）。",
    ),
    "compare_plot_said_end": (
        "After {n:,} the tuned model had won {share:.0%} (95%: {low:.0%} to {high:.0%}).",
        "{n:,} 个之后微调模型赢得 {share:.0%}（95% 区间：{low:.0%} 至 {high:.0%}）。",
    ),
    "compare_plot_fits": ("95% interval, at every look", "95% 区间，随时有效"),
    "compare_every": ("Every pair and its verdict", "每一对及其评判"),
    "compare_went_tuned": ("tuned won", "微调胜"),
    "compare_went_base": ("base won", "基础胜"),
    "compare_went_tie": ("tie", "平局"),
    "compare_went_none": ("not judged", "未评判"),
    "compare_verdict": ("Verdict", "评判"),
    "compare_idea": ("Idea", "选题"),
    "compare_health": ("Health of the titles", "标题质量"),
    "compare_health_fine": (
        "Of all that is measured, nothing is clearly worse in the tuned model (by 5 points and 3 of {n:,} "
        "titles at least).",
        "在衡量的各项中，微调模型没有一项明显变差"
        "（“明显”指至少差 5 个百分点，且 {n:,} 个标题中至少差 3 个）。",
    ),
    "compare_health_worse": (
        "A little below the base model: {worse}.",
        "略逊于基础模型：{worse}。",
    ),
    "compare_health_chance": ("Chance alone may do that.", "也可能只是碰巧。"),
    "compare_health_malformed": ("Not well formed: {titles}.", "有毛病的：{titles}。"),
    "compare_health_unseen": (
        "Misspelt words are found only in part, and sense is not measured: read some of the titles.",
        "错别字只能查出一部分，通不通顺无法自动检查：请自己读几个标题。",
    ),
    "compare_health_one": (
        "“{name}” {tuned} (base model: {base})",
        "{tuned}{name}（基础模型：{base}）",
    ),
    "compare_health_and": ("; ", "；"),
    "compare_health_of": ("{count:,} of {n:,}", "{n:,} 个标题中有 {count:,} 个"),
    "compare_health_share": ("{count:,} of {n:,} ({share:.0%})", "{count:,} / {n:,}（{share:.0%}）"),
    "compare_health_counts": (
        "In titles: {tuned}, base model {base}.",
        "按标题计：{tuned}；基础模型：{base}。",
    ),
    "compare_base": ("Base model", "基础模型"),
    "compare_tuned": ("Tuned model", "微调模型"),
    "compare_titles_written": ("Titles written", "写出的标题"),
    "compare_empty": ("Empty or cut off", "空的或没写完"),
    "compare_in_limits": ("Within the length limits", "长度合规"),
    "compare_well_formed": ("Well formed", "没有明显毛病"),
    "compare_ended": ("Ending properly", "结尾完整"),
    "compare_distinct": ("Distinct", "互不相同"),
    "compare_distinct_2": ("Distinct word pairs (distinct-2)", "不同词对的比例（distinct-2）"),
    "compare_across_ideas": ("Also written for another idea", "与其他选题的标题相同"),
    "compare_coverage": ("Words of the idea kept", "保留选题中的词"),
    "compare_repetition": ("A word or phrase twice", "出现词语重复"),
    "compare_repeats_idea": ("Only repeats the idea", "只是照抄选题"),
    "compare_opening_share": ("Commonest opening", "最常见的开头"),
    "compare_length": ("Mean length, characters", "平均长度（字符）"),
    "compare_questions": ("With a question mark", "含问号"),
    "compare_numbers": ("With a number", "含数字"),
    "compare_kl": ("Distance from the base model (KL, nats a title)", "与基础模型的距离（KL，奈特/标题）"),
    "compare_kl_note": (
        "KL compares how likely both models are to write the tuned model's titles, on average: at 0 nats "
        "equally, at 0.7 the tuned model is twice as likely to, at 2.3 ten times.",
        "KL 衡量微调模型离基础模型多远：比较两者写出同一批（微调模型的）标题的概率，取平均。"
        "0 奈特表示相同，0.7 奈特表示微调模型的概率是基础模型的 2 倍，2.3 奈特表示 10 倍。",
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
        "Only {tuned:.0%} of titles are well formed (base model: {base:.0%}); others double a word or "
        "phrase, mangle a word, leave a bracket open or break off.",
        "只有 {tuned:.0%} 的标题没有明显毛病（基础模型：{base:.0%}）；"
        "其余的有词语重复、生造的词、不成对的括号或没写完。",
    ),
    "compare_fault_ended": (
        "Only {tuned:.0%} of titles end properly (base model: {base:.0%}).",
        "只有 {tuned:.0%} 的标题结尾完整（基础模型：{base:.0%}）。",
    ),
    "compare_fault_coverage": (
        "Titles keep {tuned:.0%} of the idea's words (base model: {base:.0%}).",
        "标题只保留选题中 {tuned:.0%} 的词（基础模型：{base:.0%}）。",
    ),
    "compare_fault_across_ideas": (
        "{tuned:.0%} of titles were written for several ideas (base model: {base:.0%}).",
        "{tuned:.0%} 的标题被用于多个选题（基础模型：{base:.0%}）。",
    ),
    "compare_fault_repetition": (
        "{tuned:.0%} of titles say a word or a phrase twice (base model: {base:.0%}).",
        "{tuned:.0%} 的标题出现词语重复（基础模型：{base:.0%}）。",
    ),
    "compare_fault_repeats_idea": (
        "{tuned:.0%} of titles repeat the idea and say nothing more (base model: {base:.0%}).",
        "{tuned:.0%} 的标题只是照抄选题（基础模型：{base:.0%}）。",
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
        "微调模型已远离基础模型：每个标题 {tuned:.1f} 奈特。",
    ),
}
