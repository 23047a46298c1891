"""The commands of ``pathways``, one module each; each holds a click command named command."""
