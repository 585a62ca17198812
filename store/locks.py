"""The locks that a desk of several processes agrees by."""

from enum import IntEnum

CLASS = 0x6B656675  # "kefu": our advisory locks on a server are this number and one of those below


class Lock(IntEnum):
    OPEN = 1  # shared by every process that runs; whoever has it alone may replace what is in the database
    POLLER = 2
    SENDER = 3
    ERRANDS = 4
