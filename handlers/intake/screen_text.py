"""What a picture of a screen tells of the problem: its error codes, and the lines worth searching for (INT-1).

A screen is full of other words: menus, buttons, numbers of documents that look like codes. A code is believed if an entry of the
base names it, or if it stands in a line that says that something is wrong.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.intake import several
from kb.search.problem_base import ProblemBase
from kb.text.normalise import error_codes, language_of, written_codes

MOST_CODES = 3  # that are asked about
MOST_LINES, LONGEST = 6, 400  # characters of all lines
DIALOG = 12  # lines; a longer text is a whole screen, of which only what tells of trouble counts
FEW = {"zh": 5, "en": 2}  # characters, or words: a button, a title
_LABEL = re.compile(r"代码|编码|错误码|码[:：]|\b(?:code|err(?:or)?|exception|fault|status)\b", re.IGNORECASE)
_BEGINS = re.compile(r"[A-Za-z]{2,5}-\d{2,6}\s?[:：]")  # ORA-01017: invalid username
_ALMOST = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,4}[-_]?)([0-9OoIl]{3,6})(?![A-Za-z0-9])")
_DIGITS = str.maketrans("OoIl", "0011")


@dataclass(frozen=True)
class Seen:
    codes: Sequence[str]  # as they are written, the likeliest first
    lines: Sequence[str]


def seen_in(base: ProblemBase, texts: Sequence[str]) -> Seen:
    lines = [" ".join(line.split()) for text in texts for line in text.splitlines()]
    lines = [_set_right(base, line) for line in dict.fromkeys(lines) if line]
    codes = _codes(base, lines)
    return Seen(codes, _telling(lines, codes))


def _set_right(base: ProblemBase, line: str) -> str:
    """With letters that were read for digits set right, where the base knows such a code."""

    def digits(found: re.Match[str]) -> str:
        code = found[1] + found[2].translate(_DIGITS)
        return code if any(map(base.names_code, error_codes(code))) else found[0]

    return _ALMOST.sub(digits, line)


def _codes(base: ProblemBase, lines: Sequence[str]) -> list[str]:
    known, said = list[str](), list[str]()
    for line in lines:
        for code in written_codes(line):
            if any(map(base.names_code, error_codes(code))):
                known.append(code)
            elif _says_wrong(line):
                said.append(code)
    return list(dict.fromkeys(known or said))[:MOST_CODES]


def _says_wrong(line: str) -> bool:
    return bool(_LABEL.search(line) or _BEGINS.search(line)) or several.says_wrong(line)


def _telling(lines: Sequence[str], codes: Sequence[str]) -> list[str]:
    """Of a dialog all but its buttons and titles; of a whole screen what has a code or says that something is wrong."""
    coded = [line for line in lines if any(code in written_codes(line) for code in codes)]
    is_dialog = len(lines) <= DIALOG
    chosen = [
        line
        for line in lines
        if line in coded or several.says_wrong(line) or (is_dialog and not _is_label(line))
    ] or (list(lines) if is_dialog else [])
    if len(chosen) > MOST_LINES:
        chosen = coded or chosen
    kept, room = list[str](), LONGEST
    for line in chosen[:MOST_LINES]:
        if room > 0:
            kept.append(line[:room])
            room -= len(line)
    return kept


def _is_label(line: str) -> bool:
    language = language_of(line)
    return (len(line) if language == "zh" else len(line.split())) <= FEW[language]
