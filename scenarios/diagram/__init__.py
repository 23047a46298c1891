"""A pathway drawn from its scenario, so that a clinician can check it with a finger.

`mermaid` gives text that documents and wikis draw; `svg` a picture that needs nothing else.
"""

from scenarios.diagram.drawing import svg
from scenarios.diagram.flowchart import mermaid

__all__ = ["mermaid", "svg"]
