"""What every test shares: generated cases are the same on every machine, and never timed."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=30)
settings.load_profile("steady")
