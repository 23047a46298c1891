"""The sections of the view that checks the model."""
