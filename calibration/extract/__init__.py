"""Patient-level extracts: checked for privacy, cleaned with every reason counted, never echoed."""

from calibration.extract.read import read_extract
from calibration.extract.referrals import Referrals

__all__ = ["Referrals", "read_extract"]
