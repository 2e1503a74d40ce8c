from training.conftest import config, make_run, test, tiny_model, train

__all__ = ["config", "make_run", "test", "tiny_model", "train"]
