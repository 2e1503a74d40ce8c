"""What every tab shares: common words, who may do what, the frame."""

TEXT: dict[str, tuple[str, str]] = {
    "common_unexpected": (
        "Something went wrong and nothing was changed. The log of the app has the details.",
        "出了点问题，没有任何改动。详情请看应用日志。",
    ),
    "common.complete": ("Done", "完成"),  # Gradio says it to screen readers and has no words for it
    "common_not_yet": ("Not yet", "还不能进行"),
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
    "common_copy": ("Copy", "复制"),
    "common_copied": ("Copied ✓", "已复制 ✓"),
    "common_yes": ("Yes", "是"),
    "common_no": ("No", "否"),
    "common_hours": ("{hours} h {minutes} min", "{hours} 小时 {minutes} 分"),
    "common_minutes": ("{minutes} min {seconds} s", "{minutes} 分 {seconds} 秒"),
    "common_seconds": ("{seconds} s", "{seconds} 秒"),
    "common_left": ("about {time} left", "大约还需 {time}"),
    "access_owner_link": (
        "Only the owner can do this. Open the owner link that the app printed at its start, then try again.",
        "只有所有者可以执行此操作。请打开应用启动时打印的所有者链接，然后重试。",
    ),
    "access_owner_space": (
        "Only the owner can do this. Sign in with an account that this Space lists as owner and try again.",
        "只有所有者可以执行此操作。请用此 Space 列为所有者的账号登录，然后重试。",
    ),
    "access_upload_large": (
        "A file may have {mb} MB at most; send a smaller one.",
        "文件最大 {mb} MB，请上传更小的文件。",
    ),
    "access_body_large": (
        "At most {kb:,} kB can be sent at once; send several smaller parts, or a file.",
        "一次最多发送 {kb:,} kB，请分成几次发送，或上传文件。",
    ),
    "access_wrong_link": (
        "This owner link is not valid. The app prints the valid one when it starts.",
        "此所有者链接无效。应用启动时会打印有效的链接。",
    ),
    "page_tagline": (
        "Teach a small language model your taste in YouTube titles.",
        "把您对 YouTube 标题的品味，教给一个小语言模型。",
    ),
    "page_owner": (
        '<button type="button" popovertarget="owner-about">Owner</button><p id="owner-about" popover>'
        "You own this project: only you add ideas, train and compare. Whoever else opens this page picks "
        "titles.</p>",
        '<button type="button" popovertarget="owner-about">所有者</button><p id="owner-about" popover>'
        "您是本项目的所有者：只有您能添加选题、训练模型和创建比较。其他人打开本页只能选标题。</p>",
    ),
    "page_create": ("1 Create", "1 生成"),
    "page_label": ("2 Label", "2 标注"),
    "page_train": ("3 Train", "3 训练"),
    "page_compare": ("4 Compare", "4 比较"),
}
