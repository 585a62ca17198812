"""The one error family. What happens to each kind is decided in one place, `bot/incoming/worker.py`.

KefuError
├── Refused          a sentence for the person; nothing has changed
│   ├── NotAllowed   this person may not do this
│   ├── NotFound     there is no such record for this person
│   ├── Stale        the record has moved on since the button was shown
│   ├── Blocked      something else comes first; says what. Another answer would not help
│   └── BadInput     the words, number or file cannot be used; says what to do
│       └── NotYet   it is kept, and the question stands as it was asked; says nothing when empty
├── Passing          network, busy database: try again later
└── Misconfigured    a setting is wrong; the start stops with one message
"""


class KefuError(Exception):
    """Anything the desk itself raises."""


class Refused(KefuError):
    """Carries one kind sentence, already in the language of the person."""


class NotAllowed(Refused):
    pass


class NotFound(Refused):
    pass


class Stale(Refused):
    pass


class Blocked(Refused):
    pass


class BadInput(Refused):
    pass


class NotYet(BadInput):
    pass


class Passing(KefuError):
    """The same step may succeed later; it is taken again."""


class Misconfigured(KefuError):
    """Names every bad setting, one a line."""
