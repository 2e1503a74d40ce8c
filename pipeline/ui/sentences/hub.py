"""What goes to the Hub and comes from it."""

CHINESE: dict[str, str] = {
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
    "The disk of this machine is full; free some space and try again": "本机磁盘已满；请腾出空间后重试",
    "This machine could not read or write a file ({}); see to that and try again": (
        "本机无法读取或写入文件（{0}）；请处理后重试"
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
