"""Every visible string by where it is seen: a key -> its English and its Simplified Chinese."""
