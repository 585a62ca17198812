"""Embeddings: texts with a similar meaning have vectors that lie close, even if they share no word.

The word vectors come with `wordllama` and are read from its package: nothing is downloaded, ever. They know English well,
and Chinese by its characters.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from kb.search.arrays import Numbers, highest
from kb.search.corpus import Place
from kb.text.english import tokens
from kb.text.normalise import language_of, normalise

if TYPE_CHECKING:
    from wordllama import WordLlamaInference

Vectors = NDArray[np.float32]

_NONE = np.zeros((0, 1), np.float32)
_KEPT = 8_192  # entries in the cache of vectors


def vectors(texts: Sequence[str]) -> Vectors:
    """A row of length 1 for each normalised text; of length 0 if it has nothing."""
    model = _model()
    plain = [_plain(text) for text in texts]
    said = np.array([bool(text) for text in plain], np.bool_)
    found = np.zeros((len(texts), model.embedding.shape[1]), np.float32)
    if said.any():
        found[said] = model.embed([text for text in plain if text])
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6))


@dataclass(frozen=True)
class Sensed:
    """A question's sense against those of the candidates: their wordings and symptoms, by row, with the candidate that
    owns each; and by candidate `features`: the best wording, the best three, the symptoms, the steps."""

    rows: Vectors
    cosines: Vectors
    owners: Numbers
    features: Vectors


def beside(asked: Vectors, rows: Vectors, sizes: Sequence[int], places: Sequence[Place]) -> Sensed:
    """The vector of a question against those of these entries (`texts_of`), of which there is at least one; `sizes`: how many
    each has."""
    cosines = rows @ asked
    owners, ends = np.repeat(np.arange(len(places)), sizes), np.cumsum(sizes)
    symptoms, steps = ends - 2, ends - 1
    wordings = np.ones(len(rows), np.bool_)
    wordings[symptoms] = wordings[steps] = False
    three = highest(cosines[wordings], owners[wordings], len(places), 3)
    telling = wordings.copy()
    telling[symptoms] = [bool(place.problem.symptoms) for place in places]
    mean = np.where(np.isfinite(three), three, 0).sum(axis=-1) / 3
    features = np.array([three.max(axis=-1), mean, cosines[symptoms], cosines[steps]], np.float32)
    return Sensed(rows[telling], cosines[telling], owners[telling], features)


class Senses:
    """The vectors of entries, computed at first use."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Place, Vectors] = WeakKeyDictionary()

    def asked(self, text: str, places: Sequence[Place]) -> Sensed:
        """The question's sense against those of these entries, of which there is at least one."""
        found = self._of(places)
        return beside(vectors([text])[0], np.concatenate(found), [len(one) for one in found], places)

    def _of(self, places: Sequence[Place]) -> list[Vectors]:
        """For each place, the vectors of its `texts_of`."""
        missing = [place for place in places if place not in self._known]
        texts = [texts_of(place) for place in missing]
        found = vectors([text for one in texts for text in one]) if texts else _NONE
        ends = np.cumsum([len(one) for one in texts])
        for place, end, one in zip(missing, ends, texts, strict=True):
            self._known[place] = found[end - len(one) : end]
        result = [self._known[place] for place in places]
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]
        return result


def texts_of(place: Place) -> list[str]:
    """The texts of an entry that get a vector: its wordings, its symptoms, all its steps ("" if there are none)."""
    problem = place.problem
    return [*place.wordings, normalise(problem.symptoms), normalise(" ".join(problem.solution))]


def _plain(text: str) -> str:
    """Chinese as it stands, else the words alone."""
    return text if language_of(text) == "zh" else " ".join(tokens(text))


@cache
def _model() -> "WordLlamaInference":
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    import wordllama  # sets up logging for the whole process, which is taken back

    root.handlers[:] = handlers
    root.setLevel(level)
    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
