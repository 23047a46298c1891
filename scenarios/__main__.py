"""``python -m scenarios`` is the command ``pathways``."""

from scenarios.cli import main

if __name__ == "__main__":
    main()
