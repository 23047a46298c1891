"""What happens to a referral. SimPy lives here and nowhere else.

Begin with ``simulate.py`` (the clock), then ``clinic.py`` (a clinic day) and ``journey.py``
(what happens to one child).
"""
