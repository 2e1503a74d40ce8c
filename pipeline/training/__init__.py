"""Preferences and a RunConfig -> a tuned model, in a run directory that outlives the page."""
