"""Comparison of names: equal if they differ only in case, width, blanks and invisible characters."""

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)


def clean(name: str) -> str:
    """The name as it is kept: no sign that nobody sees, single blanks."""
    return " ".join(_UNSEEN.sub("", name).split())


def key(name: str) -> str:
    """Two names with the same key are the same: `王　丽` and `王丽`, `Øyvind` and `ØYVIND`."""
    return "".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", name)).casefold().split())
