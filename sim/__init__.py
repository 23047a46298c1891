"""The model: what happens to a referral.

Read in this order: ``settings`` (what may be chosen), ``demand`` (who is referred and with
what luck), ``pathway`` (what happens to them; SimPy lives here), ``measures`` (what is
counted) and ``runs`` (replications, processes and the run folder).
"""
