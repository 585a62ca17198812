"""Pinyin of Chinese text, similar sounds merged: homophones and dialect spellings compare as equal."""

import os
import unicodedata
from functools import cache

os.environ.setdefault(
    "PYPINYIN_NO_PHRASES", "1"
)  # single characters are all we need, and are read in a fifth of the time
from pypinyin.constants import PINYIN_DICT

_UMLAUT, _V = "u\N{COMBINING DIAERESIS}", "v"  # ü, as it is typed
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"), ("ong", "on"))


@cache
def syllable(char: str) -> str:
    """The merged syllable of a character by its commonest reading; "" if it has none."""
    readings = PINYIN_DICT.get(ord(char), "")
    return merged(_toneless(readings.split(",")[0])) if readings else ""


def _toneless(pinyin: str) -> str:
    """`lǜ` is `lv`: without its marks, as people type it."""
    letters = unicodedata.normalize("NFD", pinyin).replace(_UMLAUT, _V)
    return letters.encode("ascii", "ignore").decode()


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
