"""The page in a real browser: one server and one Chromium for every test."""
