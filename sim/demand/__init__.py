"""Who is referred, and with what luck: the calendar, the cohort, and the opening list.

Everything random about a child is drawn here, before the clock starts.
"""
