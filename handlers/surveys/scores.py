"""A score in words: `5`, `5分`, `四星`, `⭐⭐⭐`, `非常满意`, `1分，太差了` (VIS-3)."""

import re

from kb.text.normalise import plain

_DIGITS = {char: number for number, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_NUMBER = re.compile(
    r"[打给评]?个?(10|[1-9]|[一二两三四五六七八九十])(?: ?(?:分|颗?星|stars?|points?|out of [0-9]{1,2}|/ ?[0-9]{1,2}|⭐️?))?(?!\w)"
)
_STARS = re.compile("(?:⭐️?|★){1,10}")
_BESIDE = re.compile(r"[,，。.!！;；:：~、][\s,，。.!！;；:：~、-]*")
_SHARES = {  # of the best score
    "非常不满意": 0.2, "很不满意": 0.2, "太差了": 0.2, "很差": 0.2, "very dissatisfied": 0.2, "very unsatisfied": 0.2, "not satisfied at all": 0.2, "terrible": 0.2,
    "不太满意": 0.4, "不满意": 0.4, "dissatisfied": 0.4, "unsatisfied": 0.4, "not satisfied": 0.4, "一般般": 0.6, "一般": 0.6, "还行": 0.6, "average": 0.6, "so so": 0.6,
    "比较满意": 0.8, "基本满意": 0.8, "满意": 0.8, "satisfied": 0.8, "非常满意": 1.0, "很满意": 1.0, "十分满意": 1.0, "特别满意": 1.0, "very satisfied": 1.0,
    "very happy": 1.0, "excellent": 1.0, "完美": 1.0,
}  # fmt: skip


def read(text: str, most: int) -> tuple[int, str]:
    """The score from 1 to `most` that the text begins with, and the words after it; (0, "") when it begins with none."""
    said = plain(text)
    score, end = _beginning(said, most)
    rest = said[end:]
    if not score or score > most or (rest and not _BESIDE.match(rest)):
        return 0, ""
    return score, _BESIDE.sub("", rest, count=1).strip()


def _beginning(said: str, most: int) -> tuple[int, int]:
    """The score, and where it ends; (0, 0) for none."""
    if found := _STARS.match(said):
        return found[0].count("⭐") + found[0].count("★"), found.end()
    if found := _NUMBER.match(said):
        return _DIGITS.get(found[1]) or int(found[1]), found.end()
    for words, share in _SHARES.items():
        if said.startswith(words):
            return max(1, round(share * most)), len(words)
    return 0, 0
