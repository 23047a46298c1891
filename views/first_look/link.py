"""A link: a view, and what is asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Link:
    """What a link asks for; two that ask for the same are equal."""

    view: str
    """The last part of its address; empty for the first view."""
    asked: frozenset[tuple[str, str]]

    @classmethod
    def to(cls, view: str, asked: Mapping[str, str]) -> "Link":
        """Return the link to a view."""
        return cls(view, frozenset((name, value) for name, value in asked.items() if value))

    @classmethod
    def at(cls, path: str, query: str) -> "Link":
        """Return the link of an address, which may lie below another."""
        return cls.to(path.rpartition("/")[2], dict(parse_qsl(query)))
