"""Detects the encoding of a table file by its characters; refuses it rather than guess wrong (KB-6).

A file in an old East Asian encoding can usually be decoded in another one too, to characters that nobody uses.
So each encoding is judged by how many of the decoded characters are everyday ones in it.
"""

import re
from collections.abc import Callable
from functools import partial

from errors import BadInput
from i18n import _

ENOUGH = 0.85  # share of common characters from which an encoding is accepted
AHEAD = 0.1  # lead over the second-best encoding
UNMARKED = ("utf-16-be", "utf-16-le")
BEGINNING = 200_000  # bytes
LOOKED_AT = 4_000  # non-ASCII characters examined
KOREAN = 4  # Korean characters from which the text is taken as Korean, not Chinese

_LATIN = re.compile("(?<=[a-z])[À-ÿ]|[À-ÿ](?=[a-z])", re.I)


def decoded(data: bytes) -> str:
    """Raises BadInput when it is no text, or when its encoding cannot be told for certain."""
    text = _unicode(data)
    if text is None and b"\x00" not in data:
        text = _legacy(data)
    if text is None or "\x00" in text:
        raise BadInput(
            _("This is not a table. Give a CSV file (UTF-8 or GB18030), an XLSX file or a JSON file.")
        )
    return text


def _unicode(data: bytes) -> str | None:
    """UTF-8 and UTF-16, with their mark or without; None when it is neither."""
    encodings = ["utf-8-sig"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        encodings = sorted(filter(partial(_lines, data), UNMARKED), key=partial(_lines, data))[-1:]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _lines(data: bytes, encoding: str) -> int:
    """ASCII signs, which every table has, show which byte comes first: so many ends of lines and separators of columns."""
    text = data[:BEGINNING].decode(encoding, "replace")
    return "\n" in text and sum(map(text.count, "\n,;\t|"))


def _legacy(data: bytes) -> str:
    shares = sorted(((_share(data, name), name) for name in _EVERYDAY), reverse=True)
    (best, encoding), (second, _other) = shares[0], shares[1]
    chinese = next(share for share, name in shares if name == "gb18030")
    if chinese >= 0.95 and chinese > best - AHEAD and not _korean(data, shares):
        encoding = "gb18030"
    elif best < ENOUGH or best - second < AHEAD:
        raise BadInput(
            _(
                "The encoding of this file is not certain. Save the table as “CSV UTF-8” or .xlsx and send it again."
            )
        )
    return data.decode(encoding)


def _korean(data: bytes, shares: list[tuple[float, str]]) -> bool:
    """Korean decodes to everyday Chinese characters, but Chinese hardly ever to Korean alone."""
    return (1, "cp949") in shares and sum(sign > "\x7f" for sign in data.decode("cp949")) >= KOREAN


def _share(data: bytes, encoding: str) -> float:
    """How many of the non-ASCII characters examined are everyday ones; -1 when it cannot be decoded so."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return -1
    beyond = [sign for sign in text if sign > "\x7f"][:LOOKED_AT]
    if encoding == "cp1252":
        return len(_LATIN.findall(text)) / max(sum(map(str.isalpha, beyond)), 1)
    return sum(map(_EVERYDAY[encoding], beyond)) / max(len(beyond), 1)


def _within(encoding: str, *ranges: tuple[int, int]) -> Callable[[str], bool]:
    """Whether the first byte of a character lies in one of the ranges."""

    def everyday(sign: str) -> bool:
        try:
            code = sign.encode(encoding)
        except UnicodeEncodeError:
            return False
        return len(code) == 2 and any(first <= code[0] <= last for first, last in ranges)

    return everyday


_EVERYDAY: dict[str, Callable[[str], bool]] = {
    "gb18030": _within("gb2312", (0xA1, 0xA3), (0xB0, 0xD7)),
    "big5": _within("big5", (0xA1, 0xA3), (0xA4, 0xC6)),
    "cp932": _within("cp932", (0x81, 0x83), (0x88, 0x97)),
    "euc_jp": _within("euc_jp", (0xA1, 0xA5), (0xB0, 0xCF)),
    "cp949": _within("euc_kr", (0xB0, 0xC8)),
    "cp1252": str.isalpha,
}
