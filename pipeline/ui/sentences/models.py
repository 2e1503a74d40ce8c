"""Models here and behind an address."""

from pipeline.settings import QWEN
from pipeline.ui.catalogue.model import TEXT

CHINESE: dict[str, str] = {
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
    "{} names itself as its base model, if by way of others; mend its config or choose another one": (
        "{0} 直接或间接地把自己当作基础模型；请修正其配置，或选择其他模型"
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
    "The embedded model writes in English only; write this in English or use {}": (
        "内置模型只会写英文；请用英文输入，或改用 {0}"
    ),
    "The embedded model knows the default task only; go back to it (“Fill in the default” under “The task”, "
    "and save it) or use a model like {}": (
        "内置模型只认识默认的写作要求；请在“写作要求”中点“填入默认值”并保存，或改用 {0} 这样的模型"
    ),
    "a model like {}": "{0} 之类的模型",
    f"a model like {QWEN}": TEXT["model_qwen"][1],
    # models behind an address
    "No list of titles in what {} answered ({}); ask for one title at a time, or choose another model": (
        "{0} 的回答（{1}）中没有标题列表；请改为每次索取一个标题，或另选模型"
    ),
    "Name the model that is to write, such as {}": "请填写写标题的模型，例如 {0}",
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
        "{0} 的账户余额不足（{1}）；请充值，或选择其他写作方式"
    ),
    "{} has no model {} ({}); check the model's name, and the address, which usually ends in /v1": (
        "{0} 没有模型 {1}（{2}）；请检查模型名称以及地址（通常以 /v1 结尾）"
    ),
    "{} allows no more calls for {} s ({}); wait, then write again": (
        "{0} 在 {1} 秒内不再接受请求（{2}）；请等待后再写"
    ),
    "{} allows no more calls now ({}); wait a while, then write again": (
        "{0} 目前不再接受请求（{1}）；请稍等后再写"
    ),
    "{} failed {} times ({}: {}); try again later": "{0} 连续失败 {1} 次（{2}：{3}）；请稍后重试",
    "{} refused the call ({}: {}); check the address and the model's name": (
        "{0} 拒绝了请求（{1}：{2}）；请检查地址和模型名称"
    ),
}
