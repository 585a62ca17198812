"""Chinese texts that are filled in: a blank beside digits and Latin letters, none between two Chinese characters."""

from functools import lru_cache
from string import Formatter


class Text(str):
    """`在 {time} 前` gives `在 13:47 前`, and `在明天 09:00 前`. A blank alone between two values parts them, and stays."""

    def format(self, *args: object, **values: object) -> str:
        filled = ""
        for before, field in _pieces(str(self)):
            filled = _joined(filled, before) if filled and not _blank(before) else filled + before
            if field is not None:
                value = str.format(field, *args, **values)
                filled = _joined(filled, value) if not _blank(before) else filled + value
        return filled


@lru_cache(maxsize=4096)
def _pieces(text: str) -> list[tuple[str, str | None]]:
    """Literal text and the field after it, as a template of its own."""
    pieces: list[tuple[str, str | None]] = []
    for literal, name, spec, conversion in Formatter().parse(text):
        how = (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        pieces.append((literal, None if name is None else f"{{{name}{how}}}"))
    return pieces


def _blank(text: str) -> bool:
    return bool(text) and text.isspace()


def _joined(left: str, right: str) -> str:
    """With one blank at most taken away or put in where they meet."""
    one, other = left.removesuffix(" "), right.removeprefix(" ")
    blanks = len(left) - len(one) + len(right) - len(other)
    if not one or not other or one[-1].isspace() or other[0].isspace():
        return left + right
    if _chinese(one[-1]) and _chinese(other[0]):
        return one + other if blanks == 1 else left + right
    if not blanks and ((_chinese(one[-1]) and _latin(other[0])) or (_latin(one[-1]) and _chinese(other[0]))):
        return f"{one} {other}"
    return left + right


def _chinese(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
