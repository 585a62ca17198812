"""A score in words: `5`, `5分`, `四星`, `⭐⭐⭐`, `非常满意`, `1分，太差了` (VIS-3)."""

import re
from collections.abc import Sequence

from kb.text.normalise import plain

_DIGITS = {char: number for number, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_NUMBER = re.compile(
    r"[打给评]?个?(10|[1-9]|[一二两三四五六七八九十])(?: ?(?:分|颗?星|stars?|points?|out of [0-9]{1,2}|/ ?[0-9]{1,2}|⭐️?))?(?![^\W吧啊呀哦哈呢嘛])"
)
_STARS = re.compile("(?:⭐️?|★){1,10}")
_BESIDE = re.compile(r"[,，。.!！;；:：~、][\s,，。.!！;；:：~、-]*")
_PARTICLES = re.compile("[吧啊呀哦哈的了呢嘛]{1,3}(?=$|[^\\w])")
_SHARES = {  # of the best score
    "非常不满意": 0.2, "很不满意": 0.2, "太差了": 0.2, "很差": 0.2, "very dissatisfied": 0.2, "very unsatisfied": 0.2, "not satisfied at all": 0.2, "terrible": 0.2,
    "不太满意": 0.4, "不满意": 0.4, "dissatisfied": 0.4, "unsatisfied": 0.4, "not satisfied": 0.4, "一般般": 0.6, "一般": 0.6, "还行": 0.6, "average": 0.6, "so so": 0.6,
    "比较满意": 0.8, "基本满意": 0.8, "满意": 0.8, "satisfied": 0.8, "非常满意": 1.0, "很满意": 1.0, "十分满意": 1.0, "特别满意": 1.0, "very satisfied": 1.0,
    "very happy": 1.0, "excellent": 1.0, "完美": 1.0,
    "还可以": 0.6, "马马虎虎": 0.6, "凑合": 0.6, "not bad": 0.6, "不太好": 0.4, "could be better": 0.4, "挺满意": 0.8, "蛮满意": 0.8, "超级满意": 1.0,
}  # fmt: skip
_ASKED = {  # the same, where a score is what is asked; elsewhere these say other things
    "很差劲": 0.2, "差劲": 0.2, "差": 0.2, "very bad": 0.2, "awful": 0.2, "horrible": 0.2, "不好": 0.4, "不行": 0.4, "bad": 0.4, "poor": 0.4, "可以": 0.6, "ok": 0.6, "okay": 0.6,
    "fine": 0.6, "好": 0.8, "挺好": 0.8, "蛮好": 0.8, "不错": 0.8, "挺不错": 0.8, "good": 0.8, "pretty good": 0.8, "happy": 0.8, "很好": 1.0, "非常好": 1.0, "特别好": 1.0, "太好了": 1.0,
    "very good": 1.0, "great": 1.0, "perfect": 1.0, "brilliant": 1.0,
}  # fmt: skip
_LONGEST_FIRST = sorted(_SHARES, key=len, reverse=True)
_ASKED_FIRST = sorted({**_SHARES, **_ASKED}, key=len, reverse=True)


def read(text: str, most: int, *, asked: bool = False) -> tuple[int, str]:
    """The score from 1 to `most` that the text begins with, and the words after it; (0, "") when it begins with none.

    `asked`: a score is what was asked, so *good* is one.
    """
    said = plain(text)
    score, end = _beginning(said, most, _ASKED_FIRST if asked else _LONGEST_FIRST)
    rest = _PARTICLES.sub("", said[end:], count=1) if _PARTICLES.match(said, end) else said[end:]
    if not score or score > most or (rest and not _BESIDE.match(rest)):
        return 0, ""
    return score, _BESIDE.sub("", rest, count=1).strip()


def _beginning(said: str, most: int, known: Sequence[str]) -> tuple[int, int]:
    """The score, and where it ends; (0, 0) for none."""
    if found := _STARS.match(said):
        return found[0].count("⭐") + found[0].count("★"), found.end()
    if found := _NUMBER.match(said):
        return _DIGITS.get(found[1]) or int(found[1]), found.end()
    if words := next((words for words in known if said.startswith(words)), ""):
        share = _SHARES.get(words) or _ASKED[words]
        return max(1, round(share * most)), len(words)
    return 0, 0
