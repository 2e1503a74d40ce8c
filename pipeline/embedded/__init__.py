"""The title model that ships with the app: its grammar, tokenizer, training and quality report."""
