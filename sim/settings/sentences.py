"""The sentence under each setting, read from the source when a reader asks for it.

Pydantic would read them whenever the program starts, class by class: a tenth of all the time
that a short command takes.
"""

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


@cache
def sentences(model: type[BaseModel]) -> dict[str, str]:
    """Return what is said under each setting of a model and of those it builds on, by name."""
    found: dict[str, str] = {}
    for part in reversed(model.__mro__):
        if issubclass(part, BaseModel) and part is not BaseModel:
            found |= _in_module(part.__module__).get(part.__name__, {})
    return found


@cache
def _in_module(name: str) -> dict[str, dict[str, str]]:
    """Return what is said under the attributes of each class of a module."""
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: _in_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _in_class(node: ast.ClassDef) -> dict[str, str]:
    return {
        above.target.id: inspect.cleandoc(below.value.value)
        for above, below in pairwise(node.body)
        if isinstance(above, ast.AnnAssign)
        and isinstance(above.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
