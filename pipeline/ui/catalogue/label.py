"""The second step around the card: what the labels hold, files, the link, where they are kept."""

TEXT: dict[str, tuple[str, str]] = {
    "label_counts": ("What the labels hold", "标注概况"),
    "label_refresh": ("Refresh", "刷新"),
    "label_count_labels": ("Labels", "标注"),
    "label_count_annotators": ("People who labelled", "参与标注的人数"),
    "label_count_simulated": ("Simulated", "模拟标注"),
    "label_simulated_value": ("{n:,} ({share:.0%})", "{n:,}（{share:.0%}）"),
    "label_count_ideas": ("Ideas and titles that have labels", "有标注的选题与标题"),
    "label_ideas_value": (
        "{ideas:,} {ideas:idea|ideas}, {titles:,} {titles:title|titles}",
        "{ideas:,} 个选题，{titles:,} 个标题",
    ),
    "label_count_cyclic": ("Contradictions among three titles", "三个标题互相矛盾"),
    "label_count_consistent": ("Same answer when asked again", "重复提问时回答一致"),
    "label_count_alpha": ("Agreement (Krippendorff's alpha)", "一致性（Krippendorff α 系数）"),
    "label_alpha_value": ("{alpha:.2f} (1: full, 0: as by chance)", "{alpha:.2f}（1 为完全一致，0 为碰巧）"),
    "label_count_side": ("A chosen (Equal and Neither left out)", "选择 A（不计“差不多”和“都不行”）"),
    "label_side_value": (
        "{n:,} of {of:,} ({share:.0%}, p = {p:.2g})",
        "{n:,} / {of:,} 次（{share:.0%}，p = {p:.2g}）",
    ),
    "label_count_response": ("Median time per answer", "每次回答的中位时间"),
    "label_response_value": ("{s:.1f} s", "{s:.1f} 秒"),
    "label_count_implied": (
        "Pairs nobody was asked, implied by labels (held-out ideas included)",
        "没问过、但能从标注推断出的标题对（含留出的选题）",
    ),
    "label_cyclic_value": ("{n:,} of {of:,} ({share:.0%})", "{n:,} / {of:,} 组（{share:.0%}）"),
    "label_pairs_value": ("{n:,} of {of:,} ({share:.0%})", "{n:,} / {of:,} 对（{share:.0%}）"),
    "label_cyclic_none": ("none found yet", "尚未发现"),
    "label_cyclic_about": (
        "Three titles contradict each other when the first was picked over the second, the second over the "
        "third and the third over the first. Picking at random makes about 25% of such threes; with one "
        "careful person it was about 6%.",
        "三个标题互相矛盾，是指选第一个而不选第二个，选第二个而不选第三个，却又选第三个而不选第一个。"
        "随意乱选时约有 25% 会这样，认真标注时约 6%。",
    ),
    "label_count_about": (
        "Skips and pairs that are asked a second time are not counted as labels.",
        "跳过的，以及重复提问的标题对，都不计为标注。",
    ),
    "label_count_asked": ("Pairs asked, of the ideas begun", "已开始的选题中问过的标题对"),
    "label_begin": ("There are enough labels to begin training.", "标注已足够开始训练。"),
    "label_to_begin": ("Labels missing to begin training: {n:,}.", "开始训练还缺标注：{n:,} 条。"),
    "label_check": (
        "Training holds out about a tenth of the ideas (one at least; of few up to about a quarter) and "
        "checks on them what it learned. {telling:,} labels count for this check, at most {most} of an idea: "
        "it can be expected to tell learning from luck.",
        "训练会留出约十分之一的选题（至少一个；选题少时可达约四分之一），用来检验学到了什么。"
        "可计入检验的标注有 {telling:,} 条（每个选题至多 {most} 条），这项检验预计能分清是真学到了还是碰巧。",
    ),
    "label_check_add": (
        "Training holds out about a tenth of the ideas (one at least; of few up to about a quarter) and "
        "checks on them what it learned. {telling:,} labels count for this check, at most {most} of an idea: "
        "it can hardly tell learning from luck, for which it takes about {needed:,}. Ideas to add for "
        "that: {n:,}. "
        "The blind comparison does not depend on it.",
        "训练会留出约十分之一的选题（至少一个；选题少时可达约四分之一），用来检验学到了什么。"
        "目前可计入检验的标注有 {telling:,} 条（每个选题至多 {most} 条），"
        "这项检验还难以分清是真学到了还是碰巧；"
        "大约需要 {needed:,} 条，为此请再添加 {n:,} 个选题。盲评比较不受此影响。",
    ),
    "label_check_label": (
        "Training holds out about a tenth of the ideas (one at least; of few up to about a quarter) and "
        "checks on them what it learned. {telling:,} labels count for this check, at most {most} of an idea: "
        "it can hardly tell learning from luck, for which it takes about {needed:,}. Labels missing for "
        "that: {n:,}. "
        "The blind comparison does not depend on it.",
        "训练会留出约十分之一的选题（至少一个；选题少时可达约四分之一），用来检验学到了什么。"
        "目前可计入检验的标注有 {telling:,} 条（每个选题至多 {most} 条），"
        "这项检验还难以分清是真学到了还是碰巧；"
        "大约需要 {needed:,} 条，还缺 {n:,} 条。盲评比较不受此影响。",
    ),
    "label_too_noisy": (
        "Pairs that were asked again got another answer about as often as not, so more labels will not help.",
        "重复提问时，回答相同与不同的次数差不多，因此增加标注也无济于事。",
    ),
    "label_ranking": ("Titles of an idea, ranked", "某个选题的标题排名"),
    "label_ranking_info": (
        "By what all answers on the idea say together.",
        "依据该选题的全部回答综合得出。",
    ),
    "label_ranking_place": ("Place (90% interval)", "名次（90% 区间）"),
    "label_ranking_value": ("{rank:.1f} ({low} to {high})", "{rank:.1f}（{low} 至 {high}）"),
    "label_ranking_title": ("Title", "标题"),
    "label_ranking_clicks": ("For : against", "胜 : 负"),
    "label_ranking_none": (
        "No answer on this idea picks a title yet.",
        "这个选题还没有选出标题的回答。",
    ),
    "label_examples_about": (
        "To see the whole loop without labelling by hand, let a simulated annotator label every pair. "
        "It likes questions and concrete numbers, dislikes shouting, and errs once in ten. Its labels are "
        "marked as simulated wherever they are counted; where a person has labelled a pair, theirs counts.",
        "若想不手动标注就体验完整流程，可让模拟标注者标注每一对标题。它喜欢问句和具体数字，不喜欢夸张叫喊，"
        "并有十分之一的选择违背其品味。这些标注在所有统计中都会标明为模拟；只要有人标注过某一对，就以人的标注为准。",
    ),
    "label_simulate": ("Label every pair as an example", "为所有标题对生成示例标注（模拟）"),
    "label_remove": ("Remove the example labels", "移除示例标注"),
    "label_no_pairs": (
        "There are no pairs to label yet. Add ideas and write titles in the first step.",
        "还没有可标注的标题对。请先在第一步添加选题并生成标题。",
    ),
    "label_simulated": (
        "{n:,} {n:example label was|example labels were} added.",
        "已添加 {n:,} 条示例标注。",
    ),
    "label_removed": ("The example labels were removed.", "示例标注已移除。"),
    "label_export": ("Export the labels", "导出标注"),
    "label_exported": ("Exported labels", "导出的标注"),
    "label_export_ready": (
        "{n:,} {n:decided pair is|decided pairs are} ready to download.",
        "{n:,} 对已分胜负的标题可供下载。",
    ),
    "label_nothing_to_export": (
        "There is nothing to export yet: no pair has a decided label.",
        "暂无可导出的内容：还没有任何一对标题分出胜负。",
    ),
    "link_about_label": (
        "For volunteers: this link shows the card alone. Send it to whoever is to label.",
        "给志愿者：此链接只显示标注卡片。请发给要参与标注的人。",
    ),
    "link_about_compare": (
        "For others to judge: this link shows the newest comparison's pairs alone, blind; judges share them. "
        "Send it before you judge: a comparison ends when each pair has a verdict.",
        "请他人评判：此链接只显示最新一次比较的标题对，不透露出自哪个模型；标题对由各位评判者分担。"
        "请在自己评判前发送：全部标题对均已评判后，比较即告结束。",
    ),
    "link_after_compare": (
        "All pairs of this comparison have their verdict. The link stays the same: when you make another "
        "comparison, it leads there, and so do pages that are still open.",
        "这次比较的全部标题对均已评判。链接不变：您创建下一次比较后，此链接以及仍打开着的页面都会转到那里。",
    ),
    "link_name": ("Link", "链接"),
    "link_copy": ("Copy the link", "复制链接"),
    "link_copied": ("Copied", "已复制"),
    "link_by_hand": (
        "The browser does not let the page copy; the link is selected, so copy it by hand.",
        "浏览器不允许页面复制；链接已选中，请手动复制。",
    ),
    "link_near": (
        "This link works on this machine only: others cannot open it. To let others in, run the app as a "
        "Hugging Face Space; or let in your own network: stop the app and start it with "
        "GRADIO_SERVER_NAME=0.0.0.0 python app.py.",
        "此链接只在本机有效，其他人打不开。要让他人访问，请将应用部署为 Hugging Face Space；"
        "若只需局域网访问，请停止应用，再用 GRADIO_SERVER_NAME=0.0.0.0 python app.py 启动。",
    ),
    "hub_heading": ("Where the labels are kept", "标注保存在哪里"),
    "hub_sync_now": ("Sync now", "立即同步"),
    "hub_here_only": (
        "Labels are kept on this machine until you publish them.",
        "标注保存在本机，由您决定是否发布。",
    ),
    "label_no_time": ("No time to label?", "没有时间标注？"),
    "label_no_time_go": (
        "Label every pair as an example.",
        "为所有标题对生成示例标注（模拟）。",
    ),
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
        "Label events saved here: {saved:,} · on the Hub: {on_hub:,}",
        "本机已保存标注记录：{saved:,} · Hub 上：{on_hub:,}",
    ),
    "hub_line_waiting": ("waiting: {n:,}", "等待发送：{n:,}"),
    "hub_line_look": ("something needs a look, see below", "有问题需要查看，详见下方"),
    "hub_repo": ("Dataset on the Hub", "Hub 上的数据集"),
    "hub_saved": (
        "Label events saved here (answers, undos and the like)",
        "本机已保存的标注记录（含回答、撤销等）",
    ),
    "hub_on_hub": ("Of these on the Hub", "其中已在 Hub 上"),
    "hub_waiting": ("Waiting to be sent", "等待发送"),
    "hub_waiting_value": (
        "{n:,}, and {records:,} ideas, titles and pairs",
        "{n:,}，另有 {records:,} 条选题、标题和标题对",
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
}
