"""What if we changed something, and how sure are we?

Options, comparison, the command line, and the library of shipped scenarios.
"""
