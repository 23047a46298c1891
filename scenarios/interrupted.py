"""What ends work that consists of many runs, when it is stopped from outside."""

AGAIN = "Interrupted; what finished is kept, and will not be run again."
"""What a command says of it."""


class Interrupted(Exception):
    """Stopped from outside; what finished is in the store."""
