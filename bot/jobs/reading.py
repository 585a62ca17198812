"""The text in a customer's picture (INT-1), read by rapidocr in a process of its own. It is the extra `kefu[pictures]`.

The process needs 490 MB: it is started with the first picture, and ends when there was none for a while. A picture on which
it hangs or dies is one without text, and nobody else notices.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import cache, partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from bot.jobs.helper_process import HelperProcess, Prepare
from bot.settings import Settings
from documents.images import is_picture
from errors import Misconfigured, Passing

log = logging.getLogger(__name__)
PACKAGES = ("rapidocr", "onnxruntime")
NEEDED = 2 * 2**30  # bytes that are free, for a demo on somebody's machine
LONGEST_SIDE = 2000  # pixels: what is larger is made smaller, and is read as well
SHORTEST_SIDE = 24  # pixels: what is smaller holds no line of text
MOST_LINES, LONGEST_LINE = 200, 300  # and characters
MEMORY = Path("/proc/meminfo")


class PictureReader:
    """One picture after the other."""

    def __init__(self, prepare: Prepare | None = None) -> None:
        self._process = HelperProcess(lambda: prepare or _load)

    async def __call__(self, content: bytes, longest: timedelta, idle: timedelta) -> Sequence[str]:
        """Its lines from top to bottom; none when there are none, and when it cannot be read in time."""
        try:
            return await self._process(partial(read, content), longest=longest, idle=idle)
        except Passing:
            log.warning(
                "a picture of %s bytes was not read: the process took too long or ended", len(content)
            )
        except Exception as error:
            log.warning("a picture of %s bytes was not read: %s", len(content), type(error).__name__)
        return []

    @property
    def number(self) -> int | None:
        return self._process.number

    def close(self) -> None:
        self._process.close()


def chosen(settings: Settings) -> PictureReader | None:
    """None: pictures are kept, and asked about in words. Raises Misconfigured when it is wished for and cannot be."""
    if settings.kefu_pictures == "yes" and not is_installed():
        raise Misconfigured(
            "KEFU_PICTURES: the extra that reads pictures is not installed. Install requirements-pictures.lock, or say no."
        )
    by_itself = is_installed() and (has_room() or not settings.demo)
    wanted = by_itself if not settings.kefu_pictures else settings.kefu_pictures == "yes"
    return PictureReader() if wanted else None


def is_installed() -> bool:
    return all(find_spec(name) for name in PACKAGES)


def has_room() -> bool:
    """Whether so much memory is free; where nobody can say, it is not."""
    try:
        lines = MEMORY.read_text().splitlines()
    except OSError:
        return False
    free = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), "0")
    return int(free) * 1024 >= NEEDED


def read(content: bytes) -> list[str]:
    """In the process of its own. What is no picture, or one of too many pixels, holds no text."""
    if not is_picture(content):
        return []
    with Image.open(BytesIO(content)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    if min(upright.size) < SHORTEST_SIDE:
        return []
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found = _engine()(upright)
    boxes = found.boxes if found.boxes is not None else ()
    places = [(box[:, 1].min(), box[:, 1].max(), box[:, 0].min()) for box in boxes]
    return [line[:LONGEST_LINE] for line in in_rows(list(zip(places, found.txts or (), strict=True)))][
        :MOST_LINES
    ]


def in_rows(found: Sequence[tuple[tuple[float, float, float], str]]) -> list[str]:
    """What stands side by side is one line: a name and its field, a row of buttons. Each place: top, bottom, left."""
    rows: list[list[tuple[tuple[float, float, float], str]]] = []
    for each in sorted(found):
        top, bottom, _left = each[0]
        first_top, first_bottom, _ = rows[-1][0][0] if rows else (0.0, 0.0, 0.0)
        if rows and first_top <= (top + bottom) / 2 <= first_bottom:
            rows[-1].append(each)
        else:
            rows.append([each])
    return [" ".join(text for _place, text in sorted(row, key=lambda each: each[0][2])) for row in rows]


def _load() -> None:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    _engine()


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # screens stand upright
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
