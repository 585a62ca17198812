"""Texts too long for one message, split at lines."""


def units(text: str) -> int:
    """Length as Telegram counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` units, at ends of lines where possible; put together again they are the text."""
    parts: list[str] = []
    part = ""
    for line in text.splitlines(keepends=True):
        for piece in _pieces(line, limit):
            if units(part) + units(piece) > limit:
                parts.append(part)
                part = ""
            part += piece
    parts.append(part)
    return [part for part in parts if part.strip()] or [""]


def _pieces(line: str, limit: int) -> list[str]:
    """A single line that is too long, cut where it must be; never inside a character."""
    if units(line) <= limit:
        return [line]
    pieces: list[str] = []
    piece: list[str] = []
    length = 0
    for character in line:
        width = units(character)
        if length + width > limit:
            pieces.append("".join(piece))
            piece, length = [], 0
        piece.append(character)
        length += width
    return [*pieces, "".join(piece)]
