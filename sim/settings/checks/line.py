"""How a check words what it found."""


def line(setting: str, problem: str, remedy: str = "") -> str:
    """Return 'setting | problem | remedy', as `reworded` reads it."""
    return f"{setting} | {problem} | {remedy}"
