"""Every direct estimate that a patient-level extract allows, by need."""

import numpy as np

from calibration.estimates.demand import decision_estimates, priority_estimates, rate_estimates
from calibration.estimates.estimate import FEWEST, Estimate
from calibration.estimates.treatment import contact_estimates, missed_estimates
from calibration.estimates.waits import leaving_estimates, wait_estimates
from calibration.extract.referrals import NEEDS, Referrals
from calibration.importers.about import About
from calibration.quality import Ledger


def estimates_from_extract(r: Referrals, about: About, ledger: Ledger) -> list[Estimate]:
    """Return the estimates of every need in the extract; what cannot be said is noted."""
    if r.holds == "open":
        ledger.caveat(
            "A list of open referrals says how long those waiting have waited, not how "
            "waits end: long waits are over-represented and no one who was seen or left "
            "is in it. Only the mix of priorities is estimated."
        )
    found: list[Estimate] = []
    for place in np.unique(r.need):
        need, own = NEEDS[place], r.where(r.need == place)
        stages = about.opening_stages.get(need)
        found += priority_estimates(own, need)
        if r.holds != "open":
            found += [
                *rate_estimates(own, need, ledger),
                *decision_estimates(own, need, stages),
                *wait_estimates(own, need, ledger),
                *leaving_estimates(own, need),
            ]
            found += [*missed_estimates(own, need, stages), *contact_estimates(own, need, stages)]
    kept = [one for one in found if one.n >= FEWEST]
    ledger.note("estimates not given", len(found) - len(kept), f"They rest on fewer than {FEWEST}.")
    return kept
