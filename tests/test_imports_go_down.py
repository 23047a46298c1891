"""Imports go down only, chance has one home, and each heavy library stays on its floor.

The checker reads the files and runs none of them, so it also sees imports inside functions.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Each floor, and the floors it may import besides itself.
# A new file or folder of sim/ is given a floor here before the test passes.
FLOORS = {
    "app": {"views", "scenarios", "calibration", "sim"},
    "views": {"scenarios", "calibration", "sim"},
    "scenarios": {"calibration", "sim"},
    "calibration": {"sim"},
    "sim": {"sim.runs", "sim.measures", "sim.pathway", "sim.demand", "sim.settings", "sim.streams"},
    "sim.runs": {"sim.measures", "sim.pathway", "sim.demand", "sim.settings", "sim.streams"},
    "sim.measures": {"sim.pathway", "sim.demand", "sim.settings"},
    "sim.pathway": {"sim.demand", "sim.settings", "sim.streams"},
    "sim.demand": {"sim.settings", "sim.streams"},
    "sim.settings": set(),
    "sim.streams": set(),
}
TOP = {floor for floor in FLOORS if "." not in floor}

# Folders that a checkout can import and an installed product cannot.
NOT_SHIPPED = {"tests", "benchmarks", "dev"}

# Each guarded library, and the only floors that may import it.
HOMES = {
    "simpy": {"sim.pathway"},
    "numba": {"sim.pathway", "sim.measures", "sim.demand"},
    "streamlit": {"app", "views"},
    "distributed": {"sim.runs"},
    "random": {"sim.streams"},
    "numpy.random": {"sim.streams"},
    "secrets": {"sim.streams"},
}


def broken_rules(root: Path) -> list[str]:
    """Every import under `root` that a floor does not allow: file, line and what is wrong."""
    return [
        f"{path.relative_to(root)}:{line}: {complaint}"
        for path in source_files(root)
        for line, name in imports(path, root)
        if (complaint := objection(module_name(path, root), name))
    ]


def source_files(root: Path) -> list[Path]:
    inside = (path for floor in TOP for path in (root / floor).rglob("*.py"))
    return sorted([*root.glob("app.py"), *inside])


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def objection(module: str, name: str) -> str | None:
    """Why `module` may not import `name`, or None when it may."""
    here = floor_of(module)
    if here not in FLOORS:
        return f"{here} has no floor: give it one in this test"
    for library, homes in HOMES.items():
        if within(name, library) and here not in homes:
            return f"{here} imports {name}, which belongs to {' and '.join(sorted(homes))} alone"
    top = name.partition(".")[0]
    if top in NOT_SHIPPED:
        return f"{here} imports {name}, which is not part of the installed product"
    if top in TOP and not reaches(here, name):
        return f"{here} imports {name}, which stands above or beside it"
    return None


def floor_of(module: str) -> str:
    """`sim` alone is the front desk; what is inside it stands on a floor of its own."""
    depth = 2 if within(module, "sim") else 1
    return ".".join(module.split(".")[:depth])


def reaches(here: str, name: str) -> bool:
    there = floor_of(name)
    outside_sim = not within(here, "sim")
    if outside_sim and within(there, "sim"):
        there = "sim"
    elif there.startswith("sim.") and there not in FLOORS:
        there = "sim"  # a name that the front desk hands out
    return there == here or there in FLOORS[here]


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def imports(path: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of all that a file imports, also by name, alias or text."""
    tree = ast.parse(path.read_text("utf-8"), filename=str(path))
    module = module_name(path, root)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    aliases = numpy_aliases(tree)
    for node in ast.walk(tree):
        for name in names_imported(node, package, aliases):
            yield node.lineno, name


def names_imported(node: ast.AST, package: str, numpy_names: set[str]) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(names=names):
            origin = absolute(node, package)
            return [f"{origin}.{alias.name}" for alias in names]
        case ast.Attribute(value=ast.Name(id=name), attr="random") if name in numpy_names:
            return ["numpy.random"]
        case ast.Call(
            func=ast.Name(id=("import_module" | "__import__"))
            | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []


def absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def numpy_aliases(tree: ast.AST) -> set[str]:
    return {
        alias.asname or "numpy"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if within(alias.name, "numpy") and not (alias.asname and alias.name != "numpy")
    }


def plant(root: Path, file: str, text: str) -> list[str]:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return broken_rules(root)


def test_imports_go_down():
    broken = broken_rules(ROOT)
    assert not broken, "\n".join(["an import breaks a rule:", *broken])


def test_an_empty_checkout_breaks_no_rule(tmp_path):
    assert broken_rules(tmp_path) == []


def test_a_planted_upward_import_is_named_with_its_file_and_line(tmp_path):
    found = plant(tmp_path, "sim/demand/arrivals.py", "import math\nfrom sim.runs import store\n")
    place = Path("sim/demand/arrivals.py")
    assert found == [
        f"{place}:2: sim.demand imports sim.runs.store, which stands above or beside it"
    ]


UPWARD = {
    "sim": ("sim/settings/files.py", "from scenarios import library"),
    "calibration": ("calibration/fit.py", "import scenarios.batch"),
    "scenarios": ("scenarios/cli.py", "def page():\n    import app"),
    "front desk": ("sim/pathway/clinic.py", "from sim import replicate"),
    "submodule": ("sim/measures/waits.py", "from sim import runs"),
    "relative": ("sim/pathway/clinic.py", "from ..measures import waits"),
    "by text": ("sim/runs/store.py", "import importlib\nimportlib.import_module('scenarios')"),
    "types only": ("sim/demand/cohort.py", "if TYPE_CHECKING:\n    from sim.pathway import clinic"),
    "settings and streams": ("sim/settings/files.py", "from sim import streams"),
    "measures and streams": ("sim/measures/waits.py", "import sim.streams"),
    "tests": ("scenarios/cli.py", "from tests import conftest"),
    "simpy": ("sim/runs/replicate.py", "import simpy"),
    "simpy in scenarios": ("scenarios/batch.py", "from simpy.core import Environment"),
    "numba": ("sim/runs/replicate.py", "from numba import njit"),
    "streamlit": ("scenarios/report.py", "import streamlit as st"),
    "random": ("sim/demand/arrivals.py", "import random"),
    "numpy.random": ("sim/demand/arrivals.py", "from numpy import random"),
    "numpy.random.Generator": ("calibration/fit.py", "from numpy.random import Generator"),
    "np.random": ("sim/demand/arrivals.py", "import numpy as np\nnp.random.default_rng()"),
    "no floor": ("sim/drawer.py", "import math"),
}

DOWNWARD = {
    "app": ("app.py", "import streamlit\nfrom views import board\nfrom sim.runs import store"),
    "views": ("views/board.py", "import streamlit as st\nfrom scenarios import compare"),
    "scenarios": ("scenarios/cli.py", "from calibration import fit\nfrom sim import replicate"),
    "calibration": ("calibration/fit.py", "from sim.settings import Scenario"),
    "front desk": ("sim/__init__.py", "from sim.runs import replicate\nfrom .settings import x"),
    "runs": ("sim/runs/store.py", "from sim import streams\nfrom ..measures import waits"),
    "pathway": ("sim/pathway/engine.py", "import simpy, numba\nfrom sim.streams import Streams"),
    "own floor": ("sim/demand/cohort.py", "import numba\nfrom .arrivals import draw"),
    "streams": ("sim/streams.py", "import secrets\nfrom numpy.random import Philox"),
    "numpy": ("sim/measures/waits.py", "import numpy as np\nnp.quantile"),
}


def pytest_generate_tests(metafunc):
    for argument, cases in (("upward", UPWARD), ("downward", DOWNWARD)):
        if argument in metafunc.fixturenames:
            metafunc.parametrize(argument, cases.values(), ids=cases.keys())


def test_what_breaks_a_rule_is_caught(tmp_path, upward):
    assert len(plant(tmp_path, *upward)) == 1


def test_what_keeps_the_rules_passes(tmp_path, downward):
    assert plant(tmp_path, *downward) == []
