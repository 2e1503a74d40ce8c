"""What a run will need, as the form says it; test_train_tab.py has what follows from earlier runs."""

from dataclasses import replace

import pytest

from pipeline.ui import Services
from pipeline.ui.train_acts import derive
from pipeline.ui.train_estimate import estimate_html
from ui.running_app import make_settings
from ui.test_train_tab import CONFIG, write_example_labels


@pytest.mark.parametrize(
    ("where", "said"), [({}, False), ({"space_id": "ada/titles"}, True), ({"zero_gpu": True}, True)]
)
def test_zero_gpu_is_spoken_of_where_it_can_be_had(
    services: Services, where: dict[str, object], said: bool
) -> None:
    write_example_labels(services.store, services.task)
    here = replace(services, settings=make_settings(services.settings.data_dir, **where))
    html, _, _ = estimate_html(here, CONFIG, derive(here, True, False), "en", measure=False)
    assert ("ZeroGPU" in html) == said and "steps" in html
