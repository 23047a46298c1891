"""What may be chosen: settings that are frozen, documented and refuse unknown names.

A scenario is read from TOML with :func:`load`; an option is a named set of differences,
read with :func:`load_option`. Everything wrong with a file is raised together as
:class:`BadInput`.
"""

from sim.settings.files import Loaded, from_values, library, library_names, load
from sim.settings.options import (
    Altering,
    Change,
    Differences,
    Option,
    changes_between,
    differences,
    load_option,
    option_names,
    option_of,
    plain,
    with_values,
    written_option,
)
from sim.settings.problems import BadInput, Problem
from sim.settings.scenario import Scenario

__all__ = [
    "Altering",
    "BadInput",
    "Change",
    "Differences",
    "Loaded",
    "Option",
    "Problem",
    "Scenario",
    "changes_between",
    "differences",
    "from_values",
    "library",
    "library_names",
    "load",
    "load_option",
    "option_names",
    "option_of",
    "plain",
    "with_values",
    "written_option",
]
