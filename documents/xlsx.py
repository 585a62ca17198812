"""A table file (XLSX) of several sheets. The same content is the same file, to the byte."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from i18n.plain import printable

WIDE, NARROW = 44, 16  # characters
Value = str | int | float | None
LONGEST_NAME = 31  # characters of a sheet's


class XlsxDocument:
    """`made_at` stands in the file in place of the moment at which it is written."""

    def __init__(self, made_at: datetime) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._made_at = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    def sheet(
        self, name: str, heads: Sequence[str], rows: Iterable[Sequence[Value]], formats: Sequence[str] = ()
    ) -> None:
        """`formats`: of the columns' numbers, such as `0.0%`. Nothing that people wrote is ever a formula."""
        sheet: Worksheet = self._book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:LONGEST_NAME])
        for number, row in enumerate([heads, *rows], start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                if isinstance(value, str):
                    cell.value, cell.data_type = printable(value), "s"
                else:
                    cell.value = value
                if number == 1:
                    cell.font = Font(bold=True)
                elif formats and formats[column - 1]:
                    cell.number_format = formats[column - 1]
        for column in range(1, len(heads) + 1):
            sheet.column_dimensions[get_column_letter(column)].width = NARROW if column > 1 else WIDE
        sheet.freeze_panes = "B2"

    def content(self) -> bytes:
        """The file."""
        self._book.properties.created = self._made_at
        written, out = BytesIO(), BytesIO()
        self._book.save(written)
        with ZipFile(written) as parts, ZipFile(out, "w", ZIP_DEFLATED) as again:
            for name in sorted(parts.namelist()):
                again.writestr(
                    ZipInfo(name, self._made_at.timetuple()[:6]),
                    self._settled(parts.read(name)),
                    ZIP_DEFLATED,
                )
        return out.getvalue()

    def _settled(self, part: bytes) -> bytes:
        """Without the moment of writing."""
        return re.sub(
            rb"(<dcterms:modified[^>]*>)[^<]*",
            rb"\g<1>" + f"{self._made_at:%Y-%m-%dT%H:%M:%SZ}".encode(),
            part,
        )


PICTURE_HEIGHT = 80  # pixels; 0.75 points each


def place_pictures(path: Path, column: int, pictures: Mapping[int, bytes]) -> None:
    """Pictures lie on the first sheet of a workbook, each on its line; they are kept as they are."""
    from openpyxl.drawing.image import Image  # with Pillow

    with closing(load_workbook(path)) as workbook:
        sheet = workbook.worksheets[0]
        for line, content in pictures.items():
            image = Image(BytesIO(content))
            image.width, image.height = round(image.width * PICTURE_HEIGHT / image.height), PICTURE_HEIGHT
            sheet.add_image(image, f"{get_column_letter(column)}{line}")
            sheet.row_dimensions[line].height = PICTURE_HEIGHT * 0.75
        workbook.save(path)
