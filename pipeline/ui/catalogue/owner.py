"""The owner's panel on the second step."""

TEXT: dict[str, tuple[str, str]] = {
    "owner_title": (
        "<h2>For the owner</h2><p>Only you see this. It decides how labelling is shared out, and who "
        "counts.</p>",
        "<h2>所有者面板</h2><p>只有您能看到。这里决定标注如何分配，以及谁的标注算数。</p>",
    ),
    "owner_tab_settings": ("Settings", "设置"),
    "owner_more": ("Settings, ideas, people, labels and back-ups", "设置、选题、人员、标注与备份"),
    "owner_in_a_row": ("Pairs of an idea in a row", "同一选题连续问几对"),
    "owner_in_a_row_info": (
        "Then comes an idea of which less was asked: a few labels on many ideas teach more.",
        "问完就换一个问得较少的选题：标注分散在更多选题上，学到的更多。",
    ),
    "owner_tab_ideas": ("Ideas", "选题"),
    "owner_tab_people": ("People", "人员"),
    "owner_tab_labels": ("Labels", "标注"),
    "owner_tab_backup": ("Back-up", "备份"),
    "owner_overlap_share": ("Ideas that several people label, %", "由多人标注的选题（%）"),
    "owner_overlap_share_info": (
        "From the second person on; it shows how far people agree.",
        "从第二位参与者起生效；用来看大家的意见有多一致。",
    ),
    "owner_overlap_annotators": ("People for each idea that several label", "“多人标注”的选题各由几人标注"),
    "owner_overlap_annotators_info": ("All other ideas go to one.", "其余选题各由一人标注。"),
    "owner_repeat_share": ("Hidden repeats, %", "不提示的重复提问（%）"),
    "owner_repeat_share_info": (
        "Pairs asked again with A and B swapped; they show who is consistent.",
        "A、B 对调后再问一次的标题对；用来看谁前后一致。",
    ),
    "owner_full_share": ("Ideas asked in full, %", "所有标题对都问一遍的选题（%）"),
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
        "Saved: {overlap_share:.0%} of the ideas go to {overlap_annotators} people, {repeat_share:.0%} of "
        "the pairs are hidden repeats, {full_share:.0%} of the ideas are asked in full, {in_a_row:,} "
        "{in_a_row:pair|pairs} of an idea come in a row, implied preferences count from "
        "{implied_threshold:.0%}.",
        "已保存：{overlap_share:.0%} 的选题由 {overlap_annotators} 人标注，"
        "同一选题连续问 {in_a_row} 对，"
        "{repeat_share:.0%} 的标题对会不加提示地重复提问，"
        "{full_share:.0%} 的选题所有标题对都问一遍，推断偏好从 {implied_threshold:.0%} 起计入。",
    ),
    "owner_saved_sign_in": ("People have to sign in.", "参与者须登录。"),
    "owner_saved_paused": ("Labelling is paused.", "标注已暂停。"),
    "owner_saved_open": ("Labelling is open.", "标注进行中。"),
    "owner_no_ideas": (
        "No idea has titles to label yet; begin in the first step.",
        "还没有可标注的选题；请从第一步开始。",
    ),
    "owner_ideas_summary": (
        "{n:,} {n:idea|ideas}: {settled:,} settled, {in_hand:,} in hand, {open:,} open. {asked:,} of "
        "{possible:,} pairs were asked. Settled: the order of its titles is known, so nobody is asked about "
        "it any more.",
        "选题 {n:,} 个：已排定 {settled:,}，标注中 {in_hand:,}，待标注 {open:,}。{possible:,} 对中已问 "
        "{asked:,} 对。已排定：标题的先后已经清楚，不再提问。",
    ),
    "owner_ideas_first": ("The table shows the first {n:,}.", "表中显示前 {n:,} 个。"),
    "owner_idea": ("Idea", "选题"),
    "owner_state": ("State", "状态"),
    "owner_settled": ("settled", "已排定"),
    "owner_in_hand": ("in hand", "标注中"),
    "owner_open": ("open", "待标注"),
    "owner_people_of_target": ("People", "人数"),
    "owner_asked_of": ("Pairs asked", "已问标题对"),
    "owner_n_of": ("{n:,} of {of:,}", "{n:,} / {of:,}"),
    "owner_people_about": (
        "Nobody here is known by name; these are the first digits of random ids. Whom you exclude stays in "
        "the database but counts in nothing, neither training nor quality nor exports, until you include "
        "them again. A person's own card counts skips and hidden repeats too; labels are neither.",
        "名字是随机编号的前几位：没有记录任何人的真名。被排除者的标注仍保留在数据库中，但不计入训练、质量统计"
        "和导出，直到您重新纳入。参与者自己的卡片还会计入跳过和重复提问，而这两者都不算标注。",
    ),
    "owner_no_people": ("Nobody has labelled yet.", "还没有人标注过。"),
    "owner_people_summary": (
        "{n:,} {n:person|people}, {labels:,} {labels:label|labels}; {flagged:,} flagged, {excluded:,} "
        "excluded.",
        "{n:,} 人，{labels:,} 条标注；{flagged:,} 人有提示，{excluded:,} 人被排除。",
    ),
    "owner_person": ("Person", "参与者"),
    "owner_labels": ("Labels", "标注"),
    "owner_settled_ideas": ("Settled ideas", "排定的选题"),
    "owner_same_again": ("Same when asked again", "重复时一致"),
    "owner_left": ("A chosen", "选 A"),
    "owner_time": ("Median time", "中位时间"),
    "owner_seen": ("Last seen (UTC)", "最近（UTC）"),
    "owner_flags": ("Flags", "提示"),
    "owner_counts": ("Counts?", "是否计入"),
    "owner_flag_random": ("Looks random.", "像随机作答。"),
    "owner_flag_one_sided": ("One-sided.", "总选同一个位置。"),
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
        "备份是一个文件，包含数据库中的全部内容：选题、标题、标注、比较和这里的设置。恢复会一步替换现有内容，"
        "期间他人可继续标注；原有内容会另存在数据库旁边的文件中。",
    ),
    "owner_back_up": ("Back up", "备份"),
    "owner_snapshot": ("Backup", "备份文件"),
    "owner_backup_ready": ("The backup is ready to download ({mb:.1f} MB).", "备份可供下载（{mb:.1f} MB）。"),
    "owner_restore": ("Restore from a backup (up to 200 MB)", "从备份恢复（不超过 200 MB）"),
    "owner_restored": (
        "Restored; there are {n:,} {n:label|labels} now. What was here before is kept in {path}.",
        "已恢复；现有 {n:,} 条标注。之前的内容保存在 {path}。",
    ),
}
