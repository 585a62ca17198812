"""What openpyxl reads and gives no public name: pictures, and where a sheet lies in its file. The only file that knows it."""

from collections.abc import Iterator
from typing import Any


def pictures(sheet: Any) -> Iterator[tuple[int, bytes]]:
    """Those that lie on a sheet, each with the line on which it begins; the first line is 1."""
    for image in getattr(sheet, "_images", ()):
        yield image.anchor._from.row + 1, image._data()


def part_of(sheet: Any) -> str:
    """The part of the packed workbook that is this sheet, of one that is read line by line."""
    return str(sheet._worksheet_path)
