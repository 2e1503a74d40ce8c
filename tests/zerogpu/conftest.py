from training.conftest import config, test, tiny_model, train

__all__ = ["config", "test", "tiny_model", "train"]
