"""Programs that measure what the README and RESULTS.md quote; run each by its path."""
