"""What every test shares: generated cases are the same on every machine, and never timed."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=30)
settings.load_profile("steady")

LONGEST = (
    "browser",
    "test_the_command_keeps_its_promises",
    "test_every_setting_moves_a_result",
    "test_the_page_opens_in_every_state",
    "test_the_same_question_gives_the_same_bytes",
    "test_settings_are_recovered_from_what_was_observed",
    "test_a_scenario_rests_on_its_accepted_sets",
    "test_a_lost_worker_loses_nothing",
)
"""They begin first, so that no processor is idle at the end while another is in a long file."""


def pytest_collection_modifyitems(items):
    """Keep tests together that share what they make: those of a file, those in the browser."""
    items.sort(
        key=lambda item: LONGEST.index(found) if (found := group(item.path)) in LONGEST else 99
    )
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group(item.path)))


@cache
def group(path):
    """Name the folder of a test, or its file where that lies with most others."""
    return path.stem if path.parent == Path(__file__).parent else path.parent.name
