from training.conftest import config, make_run, test, tiny_model, train
from ui.conftest import browser, open_page

__all__ = ["browser", "config", "make_run", "open_page", "test", "tiny_model", "train"]
