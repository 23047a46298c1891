"""What every test shares: generated cases are the same on every machine, and never timed."""

import sys

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=30)
settings.load_profile("steady")

WITHOUT_THE_ENGINE = (
    "test_a_fit_finds_what_the_figures_hold",
    "test_a_pathway_drawing_can_be_read",
    "test_published_waits_are_imported_as_they_stand",
    "test_nothing_of_a_child_leaves_an_extract",
    "test_hostile_extracts_are_explained",
    "test_bad_fit_files_are_explained",
    "test_the_reference_of_settings_is_complete_and_current",
    "test_hostile_published_files_are_explained",
)
"""They keep one processor busy while another compiles the engine; both would do it else."""
LONGEST = (
    "test_the_command_keeps_its_promises",
    "test_every_setting_moves_a_result",
    "test_the_page_opens_in_every_state",
    "test_the_same_question_gives_the_same_bytes",
    "test_settings_are_recovered_from_what_was_observed",
    "test_a_scenario_rests_on_its_accepted_sets",
    "test_a_lost_worker_loses_nothing",
)
"""They go before the others, so that no processor is idle at the end while another is in one."""
FIRST = ("browser", *WITHOUT_THE_ENGINE, *LONGEST)


@pytest.fixture(autouse=True)
def same_program():
    """Streamlit leaves a page it has run as the main module, and workers run that as they start."""
    program = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = program


def pytest_collection_modifyitems(items):
    """Begin with those in the browser: the longest, and the engine is compiled for them."""
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(group(item.nodeid), len(place)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep tests together that share what they make: those of a file, those in the browser."""
    from xdist.scheduler import LoadFileScheduling

    class Grouped(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return group(nodeid)

    return Grouped(config, log) if config.getvalue("dist") == "loadfile" else None


def group(nodeid):
    """Name the folder of a test, or its file where that lies with most others."""
    folder, file = nodeid.split("::")[0].removesuffix(".py").split("/")[-2:]
    return file if folder == "tests" else folder
