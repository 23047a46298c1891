"""What numbers rest on: entries of evidence in words, and every setting with its own."""
