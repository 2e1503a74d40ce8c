"""What the stages say, by where it is said: a template -> its Simplified Chinese; `{}` for each value."""
