"""What programs that ask over HTTP are told."""

TEXT: dict[str, tuple[str, str]] = {
    "api_whole": (
        "{name} must be a whole number from {least} to {most}.",
        "{name} 必须是 {least} 到 {most} 之间的整数。",
    ),
    "api_model": (
        "There is no such model here; name one of these: {known}.",
        "没有这个模型；可用的有：{known}。",
    ),
    "api_judge": (
        'judged_by must be "people" or "simulated".',
        'judged_by 必须是 "people" 或 "simulated"。',
    ),
    "api_comparison": (
        "There is no such comparison; name one of these: {known}.",
        "没有这个比较；可用的有：{known}。",
    ),
    "api_no_comparison": (
        "There is no comparison yet; the owner makes one on the Compare tab.",
        "还没有比较；所有者可以在“比较”标签页中创建。",
    ),
}
