"""Replications of a scenario and its options: how sure we are, and what is kept on disk.

``replicate.replicate`` answers questions, asking the store first; ``folder.write_run`` leaves a
run folder that anyone can open again with ``folder.read_run``.

Nothing is imported here: a worker process needs ``answer`` alone, and starts in three quarters
of the time without pandas.
"""
