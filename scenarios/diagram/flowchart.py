"""Pathways as Mermaid text, which many documents and wikis draw."""

from collections.abc import Iterator

from scenarios.diagram.picture import Arrow, Box, Picture, picture_of
from sim.settings.scenario import Scenario

SHAPES = {
    "access": ("[/", "/]"),
    "accepted": ("(", ")"),
    "clinic_day": ("[", "]"),
    "continuous": ("([", "])"),
    "delay": ("{{", "}}"),
    "waiting": ("[\\", "\\]"),
}
ARROWS = {"outcome": "-->", "when_closed": "-.->", "escalation": "-.->"}
NICE = {"follows": "NICE: follows", "adds": "NICE: adds to", "omits": "NICE: omits"}
STYLES = """    classDef access fill:#D4ECEA,stroke:#28A197,color:#0B0C0C
    classDef accepted fill:#FFFFFF,stroke:#12436D,color:#0B0C0C
    classDef clinic_day fill:#FFFFFF,stroke:#12436D,stroke-width:2px,color:#0B0C0C
    classDef continuous fill:#FFFFFF,stroke:#801650,stroke-width:2px,color:#0B0C0C
    classDef delay fill:#FFFFFF,stroke:#28A197,stroke-width:2px,color:#0B0C0C
    classDef waiting fill:#FFFFFF,stroke:#F46A25,color:#0B0C0C
    classDef out fill:#F3F2F1,stroke:#F3F2F1,color:#0B0C0C"""


def mermaid(scenario: Scenario, pathway: str | None = None) -> str:
    """Return a Mermaid flow chart of one pathway, or of all.

    Ways out of the system are grey boxes; dashed arrows are re-grading while waiting and
    services that are closed.
    """
    names = [pathway] if pathway is not None else list(scenario.pathways)
    pictures = [picture_of(scenario, name) for name in names]
    parts = ["flowchart TD", STYLES]
    for picture in pictures:
        parts += _chart(picture)
    return "\n".join(parts) + "\n"


def _chart(picture: Picture) -> Iterator[str]:
    yield f'    subgraph {picture.name}["{_quoted(picture.title)}"]'
    yield "        direction TD"
    for box in picture.boxes:
        yield from _box(picture.name, box)
    for arrow in picture.arrows:
        yield _arrow(picture.name, arrow)
    yield "    end"


def _box(prefix: str, box: Box) -> Iterator[str]:
    left, right = SHAPES[box.kind]
    mark = (NICE[box.nice],) if box.nice else ()
    text = "<br/>".join((f"<b>{_quoted(box.title)}</b>", *map(_quoted, (*box.lines, *mark))))
    yield f'        {prefix}__{box.key}{left}"{text}"{right}:::{box.kind}'
    if box.ends:
        out = "<br/>".join(map(_quoted, box.ends))
        yield f'        {prefix}__{box.key}__out["{out}"]:::out'
        yield f"        {prefix}__{box.key} --- {prefix}__{box.key}__out"


def _arrow(prefix: str, arrow: Arrow) -> str:
    start, end = f"{prefix}__{arrow.start}", f"{prefix}__{arrow.end}"
    label = f'|"{_quoted(arrow.label)}"|' if arrow.label else ""
    return f"        {start} {ARROWS[arrow.kind]}{label} {end}"


def _quoted(text: str) -> str:
    """Return text that Mermaid shows as it stands."""
    for plain, code in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(plain, code)
    return text
