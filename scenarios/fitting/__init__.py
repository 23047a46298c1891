"""A fit and its checks as papers for readers: words, pictures and tables of one page."""

from scenarios.fitting.check import check_paper
from scenarios.fitting.paper import fit_paper

__all__ = ["check_paper", "fit_paper"]
