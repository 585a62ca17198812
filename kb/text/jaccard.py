"""Jaccard similarity of two texts: the share of common features, from 0 to 1.

Features are Chinese syllables, one by one and in pairs, so that a homophone is no difference, and Latin word stems.
For grouping what people ask and for finding duplicates; what answers a question is for the search to say.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import TypeVar

from kb.text.english import STOP, stem, tokens
from kb.text.normalise import chinese, normalise
from kb.text.pinyin import syllable

K = TypeVar("K", bound=Hashable)

_MANY = 50  # texts; a feature that more texts have is not looked up
_SAYS_LITTLE = frozenset(
    "的了吗呢啊吧是我你您他们怎么样如何为什在有和就都也还把被给要想能可以不会请问一下这那个"
)


@lru_cache(maxsize=20_000)
def features(text: str) -> frozenset[str]:
    plain = normalise(text)
    found = {stem(word) for word in tokens(plain) if word not in STOP}
    for chunk in chinese(plain):
        heard = [syllable(char) for char in chunk if char not in _SAYS_LITTLE]
        found.update(heard)
        found.update(one + two for one, two in pairwise(heard))
    return frozenset(found)


def likeness(one: str, two: str) -> float:
    return _jaccard(features(one), features(two))


def _jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    shared = len(one & two)
    return shared / (len(one) + len(two) - shared) if shared else 0.0


def nearest(text: str, others: Mapping[K, str], at_least: float) -> K | None:
    """The most like of the others; None if none is like enough."""
    best = max(others, key=lambda key: likeness(text, others[key]), default=None)
    return best if best is not None and likeness(text, others[best]) >= at_least else None


def pairs(texts: Sequence[str], at_least: float) -> Iterator[tuple[int, int, float]]:
    """The pairs of texts that are so like, without comparing each with each.

    The prefix filter of set-similarity joins: two sets can only be that like if they share one of the rarest few
    features of each. What many texts have is not looked up, for it tells nothing. Of texts with the very same features
    each is paired with the first one only.
    """
    bags, first_with = [features(text) for text in texts], dict[frozenset[str], int]()
    common = Counter(feature for bag in bags for feature in bag)
    with_prefix = defaultdict[str, list[int]](list)
    for number, bag in enumerate(bags):
        if not bag:
            continue
        if (same := first_with.setdefault(bag, number)) != number:
            yield same, number, 1.0
            continue
        rarest = sorted(bag, key=lambda feature: (common[feature], feature))
        prefix = rarest[: len(bag) - ceil(at_least * len(bag)) + 1]
        prefix = [feature for feature in prefix if common[feature] <= _MANY]
        for other in {number for feature in prefix for number in with_prefix[feature]}:
            if (like := _jaccard(bag, bags[other])) >= at_least:
                yield other, number, like
        for feature in prefix:
            with_prefix[feature].append(number)
