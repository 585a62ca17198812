"""One document, written from top to bottom: title, facts, texts, tables, pictures."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align, TableCellFillMode
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import sans_path

from documents.images import is_picture
from i18n import _, company, logo

FONT = "paper"
MARK = "〓"  # printers' sign for a character that is not there
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
INK, QUIET, SHADE = (36, 41, 47), (110, 119, 129), (243, 245, 247)
MARGIN, LINE, KEPT = 18, 6, 36  # millimetres; what a heading has below it on its page
NOTHING = "–"  # shown in place of a missing number
LOGO = 12  # millimetres, its height
QR = 32  # millimetres, its side: a phone reads it from half a metre
TITLE, HEADING, TEXT, SMALL = 18, 13, 10, 8  # points
SIGN = 3.8  # millimetres: width of a Chinese character, with a margin
HIGHEST = 34  # lines of a cell: no row may be higher than a page, with the names of its columns above


class PdfDocument:
    """A4, upright. `made_at` stands in the file, so that the same document made again is the same to the byte."""

    def __init__(self, title: str, under: str, made_at: datetime) -> None:
        self._lacking = False
        self._pdf = _Pages(self._shown(title))
        self._pdf.set_creation_date(made_at)
        self._pdf.set_title(self._pdf.paper_title)
        self._pdf.add_page()
        if (path := logo()) and _usable(Path(path)):
            self._pdf.image(path, h=LOGO)
            self._pdf.ln(LINE / 2)
        if name := company():
            self._write(name, TEXT, QUIET)
        self._write(title, TITLE)
        self._write(under, TEXT, QUIET)

    def heading(self, text: str) -> None:
        """Never the last thing on a page."""
        if self._pdf.will_page_break(KEPT):
            self._pdf.add_page()
        self._pdf.ln(LINE / 2)
        self._write(text, HEADING)

    def text(self, text: str) -> None:
        self._write(text, TEXT)

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Names and what they are, side by side; what is empty is left out."""
        self._table([list(fact) for fact in facts if fact[1]], (1, 3), headed=False)

    def table(self, names: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> None:
        """`widths`: in proportion; numbers stand right by themselves."""
        self._table(
            [list(names), *(list(row) for row in rows)], tuple(widths) or (1,) * len(names), headed=True
        )

    def picture(self, content: bytes, width: float = 1.0) -> None:
        """A share of the width of the text."""
        self._pdf.image(BytesIO(content), w=self._pdf.epw * width, x=Align.C)
        self._pdf.ln(LINE / 2)

    def qr_code(self, text: str) -> None:
        """To be scanned from the paper; error correction M holds on creased paper."""
        import segno  # of all documents only certificates have one

        picture = BytesIO()
        segno.make_qr(text, error="m").save(picture, kind="png", scale=8)
        self._pdf.image(picture, w=QR)
        self._pdf.ln(LINE / 2)

    def content(self) -> bytes:
        """The file; nothing can be added to it any more."""
        if self._lacking:
            self._write(
                _("{mark} stands for a character that this font has not.").format(mark=MARK), SMALL, QUIET
            )
        written = bytes(self._pdf.output())
        for font in self._pdf.fonts.values():
            font.ttfont.close()  # type: ignore[union-attr] # its file
        return written

    def _shown(self, text: str) -> str:
        """What the font has not is marked, never left out in silence; signs that show nothing are."""
        seen = _UNSEEN.sub("", text).expandtabs(4)
        shown = "".join(sign if sign == "\n" or ord(sign) in _signs() else MARK for sign in seen)
        self._lacking = self._lacking or (MARK in shown and MARK not in seen)
        return shown

    def _write(self, text: str, size: int, colour: tuple[int, int, int] = INK) -> None:
        self._pdf.set_font(FONT, size=size)
        self._pdf.set_text_color(*colour)
        self._pdf.multi_cell(0, size * 0.55, self._shown(text), align="L", new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(1)

    def _table(self, rows: list[list[str]], widths: tuple[int, ...], *, headed: bool) -> None:
        """A row must fit on a page: what has a longer cell stands below the rows before it, as text."""
        top = rows[: int(headed)]
        part = list(top)
        for row in rows[len(top) :]:
            if self._fits(row, widths):
                part.append(row)
                continue
            self._rows(part, widths, headed=headed)
            part = list(top)
            self._one_below_the_other(row, top[0] if top else ())
        self._rows(part, widths, headed=headed)

    def _fits(self, row: Sequence[str], widths: tuple[int, ...]) -> bool:
        """On one page, were all its characters as wide as Chinese ones."""
        signs = (int(self._pdf.epw * width / sum(widths) / SIGN) or 1 for width in widths)
        return all(
            sum(1 + len(line) // most for line in cell.split("\n")) <= HIGHEST
            for cell, most in zip(row, signs, strict=True)
        )

    def _one_below_the_other(self, row: Sequence[str], names: Sequence[str]) -> None:
        """What names it is quiet: the head of the column, or the fact's own name."""
        for name, cell in zip(names, row, strict=True) if names else [(row[0], "\n".join(row[1:]))]:
            if cell:
                self._write(name, TEXT, QUIET)
                self._write(cell, TEXT)

    def _rows(self, rows: list[list[str]], widths: tuple[int, ...], *, headed: bool) -> None:
        if len(rows) <= headed:
            return
        self._pdf.set_font(FONT, size=TEXT)
        self._pdf.set_text_color(*INK)
        self._pdf.set_draw_color(*SHADE)
        with self._pdf.table(
            col_widths=widths,
            line_height=LINE,
            borders_layout="HORIZONTAL_LINES",
            first_row_as_headings=headed,
            headings_style=FontFace(color=QUIET, fill_color=SHADE),
            cell_fill_mode=TableCellFillMode.NONE,
            text_align=tuple(_side(column) for column in zip(*rows[headed:], strict=True)) or "LEFT",
        ) as table:
            for row in rows:
                table.row([self._shown(text) for text in row])
        self._pdf.ln(LINE / 2)


@cache
def _signs() -> frozenset[int]:
    """All that the font can show."""
    with TTFont(sans_path(), fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _usable(path: Path) -> bool:
    """A logo that is gone or broken stops no paper."""
    return path.is_file() and (path.suffix.lower() == ".svg" or is_picture(path.read_bytes()))


class _Pages(FPDF):
    """The pages: margins, font, and the foot of each."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.paper_title = title
        self.add_font(FONT, "", sans_path())
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)

    def footer(self) -> None:
        self.set_y(-MARGIN + 4)
        self.set_font(FONT, size=SMALL)
        self.set_text_color(*QUIET)
        self.cell(
            0, 4, " · ".join(filter(None, (company(), self.paper_title, str(self.page_no())))), align="C"
        )


def _side(column: Sequence[str]) -> str:
    dates = any("月" in text for text in column)  # they are read from the left
    numbers = not dates and all(text[:1].isdigit() or text in ("", NOTHING) for text in column)
    return "RIGHT" if numbers and any(column) else "LEFT"
