"""Which of two versions is older, as people write them: `V8.2`, `8.2 SP1`, `8.2 补丁1` (REL-2). Pure."""

import re

from packaging.version import InvalidVersion, Version

_MARKED = re.compile(r"[._-]?(sp|hf|patch|hotfix|补丁|版本|version|ver|v)(?=[.-]?\d)", re.IGNORECASE)
_AFTER = ("sp", "hf", "patch", "hotfix", "补丁")


def read(text: str) -> Version | None:
    """A version as numbers that can be compared; None for what is no version."""
    plain = "".join(text.split())
    try:
        return Version(_MARKED.sub(lambda found: ".post" if found[1].lower() in _AFTER else "", plain))
    except InvalidVersion:
        return None


def older(one: str, other: str) -> bool | None:
    """Whether `one` is older than `other`; None when nobody can tell."""
    if one.strip().casefold() == other.strip().casefold():
        return False
    first, second = read(one), read(other)
    return None if first is None or second is None else first < second
