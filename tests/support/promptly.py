"""A bound for what must happen at once, wide enough for a machine that is busy with other things.

`make bench` measures how soon it is. Where a test uses this, what it looks for would take a
multiple of it.
"""

AT_ONCE_S = 15
