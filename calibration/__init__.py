"""Which settings agree with what was observed: importers, direct estimates, real cases."""
