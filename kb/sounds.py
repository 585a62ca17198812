"""How Chinese is heard: syllables with near sounds merged, so that a homophone or a dialect's slip is no difference."""

from functools import cache

from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"), ("ong", "on"))


@cache
def syllable(char: str) -> str:
    """The merged syllable of a character by its commonest reading; "" if it has none."""
    readings = PINYIN_DICT.get(ord(char), "")
    return merged(to_normal(readings.split(",")[0])) if readings else ""


@cache
def merged(pinyin: str) -> str:
    """zh/z, ch/c, sh/s, n/l/r, h/f and the endings -ng/-n are one: what input methods and ears confuse."""
    for near, kept in _INITIALS:
        if pinyin.startswith(near):
            pinyin = kept + pinyin[len(near) :]
            break
    for near, kept in _FINALS:
        if pinyin.endswith(near):
            return pinyin[: -len(near)] + kept
    return pinyin
