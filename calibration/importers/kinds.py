"""Which files can be imported: the words for them, without loading what reads them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of file, and whether a real one was at hand when its importer was written."""

    title: str
    real_file_read: bool


KINDS: dict[str, Kind] = {
    "scotland": Kind("Public Health Scotland, CAMHS waiting times (open data)", True),
    "mhsds": Kind("NHS England, MHSDS monthly statistics", False),
    "autism": Kind("NHS England, Autism Waiting Time Statistics", False),
    "adhd": Kind("NHS England, ADHD Management Information", False),
    "community": Kind("NHS England, Community Health Services SitRep", False),
    "sen2": Kind("SEN2, timeliness of education, health and care plans", False),
    "bands": Kind("Local waiting list by month, in bands of weeks", False),
    "extract": Kind("Local extract, one row for each referral", False),
}
"""Kinds of file by the word used on the command line, which is also the name of the module."""
