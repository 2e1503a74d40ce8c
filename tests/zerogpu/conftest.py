from training.conftest import config, test, tiny_model, train
from ui.conftest import browser, open_page

__all__ = ["browser", "config", "open_page", "test", "tiny_model", "train"]
