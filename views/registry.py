"""The views of the page, in the order of the menu. A new view is a module and a line here."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class View:
    """One view: the module that shows it, and what readers are told it is."""

    name: str
    """Name of its module, and the last part of its address."""
    title: str

    @property
    def path(self) -> Path:
        """Its file."""
        return HERE / f"{self.name}.py"


VIEWS = (
    View("start", "Start"),
    View("change", "Test a change"),
    View("reach", "What would it take?"),
    View("compare", "Compare"),
    View("board", "Board"),
    View("families", "Families"),
    View("check", "Check the model"),
)
