"""How much room letters take: a Chinese one as much as two Latin ones."""

from unicodedata import east_asian_width


def columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def folded(text: str, width: int, lines: int = 2) -> str:
    """In lines of so many columns, broken at spaces where there are any; what is left over is cut off."""
    found = [""]
    for word in _words(text, width):
        if columns(f"{found[-1]}{word}".strip()) > width and found[-1]:
            found.append("")
        found[-1] = f"{found[-1]}{word}".lstrip()
    whole = [line.strip() for line in found]
    return "\n".join(whole if len(whole) <= lines else [*whole[: lines - 1], whole[lines - 1][:-1] + "…"])


def _words(text: str, width: int) -> list[str]:
    """Words with the space before them; Chinese, and what is longer than a line, letter by letter."""
    found: list[str] = []
    for word in text.split():
        whole = columns(word) == len(word) <= width
        found += [f" {word}"] if whole else [f" {word[0]}", *word[1:]]
    return found
