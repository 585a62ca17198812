"""Text classifier for type and sub-type of a request: kernel ridge regression on the catalogue's examples (INT-11).

One class a type and one a sub-type (`examples.py`). It is trained again when the catalogue has changed; this takes some 10 ms.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kb.base.entry import ProblemType
from kb.base.taxonomy import Subtype
from kb.search.examples import Examples

SURE_ENOUGH = 0.08  # margin above chance from which a type is proposed


@dataclass(frozen=True)
class About:
    """The type, None when the words say too little; and the sub-types, the likeliest first."""

    kind: ProblemType | None
    codes: tuple[str, ...]

    def of(self, kind: ProblemType, catalogue: Collection[Subtype]) -> str:
        """The likeliest sub-type of this type; "" when the words say too little."""
        mine = {each.code for each in catalogue if each.kind is kind and self.kind}
        return next((code for code in self.codes if code in mine), "")


class Proposer:
    """The examples of a catalogue, ready to be compared."""

    def __init__(self, catalogue: Sequence[Subtype]) -> None:
        self._subtypes = [each for each in catalogue if each.active and each.examples]
        self._kinds = list(dict.fromkeys(each.kind for each in self._subtypes))
        texts = [text for each in self._subtypes for text in each.examples]
        owners = np.repeat(np.arange(len(self._subtypes)), [len(each.examples) for each in self._subtypes])
        by_kind = np.array([self._kinds.index(each.kind) for each in self._subtypes], np.int64)
        classes = np.hstack([owners[:, None] == np.arange(len(self._subtypes)), by_kind[owners][:, None] == np.arange(len(self._kinds))])  # fmt: skip
        self._examples = Examples(texts, classes)

    def propose(self, text: str) -> About:
        """What it is about; nothing for words that no example has anything of."""
        scores = self._examples.scores(text)
        if scores is None:
            return About(None, ())
        subtypes, kinds = scores[: len(self._subtypes)], scores[len(self._subtypes) :]
        best = int(np.argmax(kinds))
        order = [self._subtypes[at] for at in np.argsort(-subtypes, kind="stable")]
        if kinds[best] < SURE_ENOUGH:
            return About(None, tuple(each.code for each in order))
        kind = self._kinds[best]
        mine = [each.code for each in order if each.kind is kind]
        return About(kind, (*mine, *(each.code for each in order if each.kind is not kind)))


@lru_cache(maxsize=2)
def proposer(catalogue: tuple[Subtype, ...]) -> Proposer:
    """Made once for a catalogue."""
    return Proposer(catalogue)
