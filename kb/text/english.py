"""English words: tokenised, stemmed, and spell-checked against the words of the base."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

_TOKEN = re.compile(r"[a-z0-9]+")
_NOT = re.compile(r"\b(?:can't|cannot|cant|won't|wont)\b|(?<=[a-z])n't\b")
_JOINED = {
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "wasnt": "was not", "arent": "are not",
    "couldnt": "could not", "shouldnt": "should not", "wouldnt": "would not", "havent": "have not", "hasnt": "has not",
    "im": "i am", "ive": "i have", "whats": "what is", "hows": "how is", "wheres": "where is", "id": "id",
    "wanna": "want to", "gonna": "going to", "u": "you", "ur": "your", "r": "are", "acct": "account", "msg": "message",
    "pwd": "password", "pw": "password", "num": "number", "info": "information", "cos": "because", "bc": "because",
}  # fmt: skip
_UNCHANGED = (
    "this his is was has yes us as its bus plus news status address process access business previous does"
)
_COMMON = """
    a an the i my me mine we us our you your he she it its they them their this that these those is am are was were be
    been being do does did done have has had having will would shall should can could may might must to of in on at by
    for from with about into as and or but if so then than too very just some any there here what which who whom whose
    when where why how please tell want need like get got let know see s t d ll ve re m also still
"""
KEPT = frozenset(_UNCHANGED.split())
STOP = frozenset(_COMMON.split())


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """The Latin words and numbers of a normalised text; `can't`, `cant` and `cannot` are one word."""
    plain = _NOT.sub(lambda found: " can not" if found[0][0] == "c" else " not", text.replace("’", "'"))
    found = (_JOINED.get(token, token) for token in _TOKEN.findall(plain.replace("'", "")))
    return tuple(word for part in found for word in part.split())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A light stemmer: plural, -ed, -ing, -ly. Forms of one word share a stem; related words do not."""
    if len(word) <= 3 or word in KEPT or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ingly", "edly", "ing", "ed", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return _whole(word[: -len(ending)])
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _whole(base: str) -> str:
    """`stopp` → `stop`; a final e is dropped everywhere, so `charg` and `charge` meet."""
    if base[-1] == base[-2] and base[-1] not in "lsz":
        return base[:-1]
    return base[:-1] if base.endswith("e") and len(base) > 4 else base


class Spelling:
    """The words of the base, found again with one slip: a wrong, missing, doubled or exchanged letter."""

    def __init__(self) -> None:
        self._times: dict[str, int] = defaultdict(int)
        self._shorter: dict[str, set[str]] = defaultdict(set)

    def learn(self, words: Iterable[str]) -> None:
        for word in words:
            self._times[word] += 1
            if self._times[word] == 1 and len(word) > 3:
                for near in _shortened(word):
                    self._shorter[near].add(word)

    def forget(self, words: Iterable[str]) -> None:
        for word in words:
            self._times[word] -= 1
            if self._times[word] <= 0:
                del self._times[word]
                for near in _shortened(word) if len(word) > 3 else ():
                    self._shorter[near].discard(word)

    def knows(self, word: str) -> bool:
        return word in self._times

    def corrected(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words with unknown ones replaced by the known one that was probably meant; split or joined if so typed."""
        result = list[str]()
        position = 0
        while position < len(words):
            word = words[position]
            following = words[position + 1] if position + 1 < len(words) else ""
            both = word + following
            if (
                following
                and not (self.knows(word) and self.knows(following))
                and len(both) > 4
                and self.knows(both)
            ):
                result.append(both)
                position += 2
                continue
            result.extend(self._nearest(word))
            position += 1
        return tuple(result)

    def _nearest(self, word: str) -> tuple[str, ...]:
        if self.knows(word) or len(word) < 4 or not word.isalpha():
            return (word,)
        near = set(self._shorter.get(word, ()))
        for shorter in _shortened(word):
            if shorter in self._times:
                near.add(shorter)
            near |= self._shorter.get(shorter, set())
        if near:
            return (max(near, key=lambda known: (known[0] == word[0], self._times[known], known)),)
        return self._split(word)

    def _split(self, word: str) -> tuple[str, ...]:
        """`loginpage` → `login page`: both halves known, the rarer half as frequent as can be."""
        cuts = [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)]
        known = [cut for cut in cuts if self.knows(cut[0]) and self.knows(cut[1])]
        return max(known, key=lambda cut: min(self._times[half] for half in cut)) if known else (word,)


def _shortened(word: str) -> set[str]:
    return {word[:cut] + word[cut + 1 :] for cut in range(len(word))}
