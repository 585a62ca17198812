"""Papers: what the font has not is marked and explained, and the company's name stands on each."""

import asyncio
import struct
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zlib import crc32

import pytest
from PIL import Image

from bot.jobs.drawing import Drawing
from desk.files import File
from documents.images import is_picture
from documents.pdf import MARK, PdfDocument
from i18n import DEFAULT_ZONE, company, logo, settle, speaking

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_what_the_font_has_not_is_marked_and_never_left_out() -> None:
    with speaking("en"):
        paper = PdfDocument("𠮷野家", "", NOW)
        assert paper._shown("Emoji 😀, 한, ا and 囍\u200b") == f"Emoji {MARK}, {MARK}, {MARK} and 囍"
        assert paper._lacking
        assert paper.content().startswith(b"%PDF")


def test_nothing_is_said_of_marks_where_there_are_none() -> None:
    paper = PdfDocument("Report", "", NOW)
    paper.text("苏州 Øyvind")
    paper.content()
    assert not paper._lacking


@pytest.mark.parametrize("long", ["急" * 4000, "\n" * 3999 + "x", "word " * 800])
def test_cells_higher_than_a_page_are_text(long: str) -> None:
    paper = PdfDocument("Report", "", NOW)
    paper.facts([("Customer", "明月纺织"), ("Found", long), ("Done", long)])
    columns = ["a", "b", "c", "d", "e", "f", "g"]
    paper.table(columns, [["1"] * 7, [long] * 7, ["2"] * 7], (3, 4, 3, 4, 4, 4, 4))
    paper.table(columns, [["急" * 120] * 7], (3, 4, 3, 4, 4, 4, 4))
    assert paper.content().startswith(b"%PDF")


def _png(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("1", (10, 10)).save(out, "PNG")
    head = b"IHDR" + struct.pack(">II", width, height) + out.getvalue()[24:29]
    return out.getvalue()[:12] + head + struct.pack(">I", crc32(head)) + out.getvalue()[33:]


def test_pictures_are_looked_at_before_they_are_decoded() -> None:
    """A few bytes that say they are gigabytes are not printed, nor what is cut off, nor what would start a program."""
    assert is_picture(_png(10, 10))
    assert not is_picture(_png(60_000, 60_000))
    assert not is_picture(_png(10, 10)[:-20])
    assert not is_picture(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n")


def test_the_logo_stands_on_papers_and_its_absence_stops_none(tmp_path: Path) -> None:
    """Drawn in a process of its own, too: what the settings say is handed over (`bot/jobs/drawing.py`)."""
    picture = tmp_path / "logo.png"
    Image.new("RGB", (40, 20), "red").save(picture)
    try:
        settle("en", DEFAULT_ZONE, "Blue Sky Ltd", str(picture))
        assert b"/Subtype /Image" in PdfDocument("Report", "", NOW).content()
        settle("en", DEFAULT_ZONE, "Blue Sky Ltd", str(tmp_path / "gone.png"))
        assert b"/Subtype /Image" not in PdfDocument("Report", "", NOW).content()
        drawing = Drawing()
        [file] = asyncio.run(drawing(_named))
        drawing.close()
        assert (file.content, file.name) == (b"Blue Sky Ltd", str(tmp_path / "gone.png"))
    finally:
        settle("zh", DEFAULT_ZONE)


def _named() -> list[File]:
    return [File.holding(company().encode(), logo(), "text/plain")]
