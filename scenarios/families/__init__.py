"""Families: what a child on the list, or referred today, is likely to wait, in plain words.

:class:`~scenarios.families.leaflet.Leaflet` holds what is told of an option of a run;
:func:`~scenarios.families.leaflet.families_paper` puts it on one page to print and share.
"""

from scenarios.families.leaflet import Leaflet, families_paper, leaflet_of, paper_of
from scenarios.families.prospects import Ahead, Prospect

__all__ = ["Ahead", "Leaflet", "Prospect", "families_paper", "leaflet_of", "paper_of"]
