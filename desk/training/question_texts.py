"""Moodle's GIFT and Aiken as rows of the question table, and questions as GIFT (TRN-3).

GIFT: `::code::words {=right ~wrong ~%50%partly #why}`, `{T}`, `{#3.14:0.01}`, `{#1..5}`, `{=a =b}`; `$CATEGORY:` is the topic.
Aiken: the words, `A. option` lines, `ANSWER: A`. What the bank has no kind for (matching, essays) is told by line.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from desk.training.question_bank import LETTERS, ExamKind, ExamQuestion
from desk.training.question_table import FALSE, TRUE
from errors import BadInput
from i18n import _
from kb.files.reading import Row, Sheet

SPECIAL = "~=#{}:"
ANSWER = "ANSWER:"
_ANSWER = re.compile(r"(?:answer|答案) ?[:：](.{0,20})", re.IGNORECASE)
GAP = "_____"
MOST = 5_000  # questions of one file
HELD = {
    sign: chr(0xE000 + n) for n, sign in enumerate(SPECIAL)
}  # an escaped sign, until all others are understood


def is_text(text: str) -> bool:
    """Whether it is one of the two, and no table."""
    return is_aiken(text) or ("{" in text and "}" in text and not text.lstrip().startswith(("{", "[")))


def is_aiken(text: str) -> bool:
    return any(_ANSWER.match(line.strip()) for line in text.splitlines())


def read(text: str) -> Sheet:
    """Raises BadInput for far too many."""
    rows = list(_aiken(text) if is_aiken(text) else _gift(text))
    if len(rows) > MOST:
        raise BadInput(_("Too many questions in one file: at most {n}. Split it.").format(n=MOST))
    return Sheet(rows)


def _row(line: int, **cells: object) -> Row:
    return Row(line, cells)


def _code(words: str) -> str:
    """Of a question without a name: the same words are the same question."""
    return "Q" + sha256(words.encode()).hexdigest()[:10]


def _aiken(text: str) -> Iterator[Row]:
    words: list[str] = []
    options: list[str] = []
    first = 1
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if got := _ANSWER.match(line):
            yield _of_aiken(first, " ".join(words), options, got[1].strip(" .。)").upper())
            words, options = [], []
        elif words and len(line) > 2 and line[0].upper() in LETTERS and line[1] in ".)．）、":
            options.append(line[2:].strip())
        elif line:
            first = first if words else number
            words.append(line)
    if words:
        yield Row(first, fault=_("there is no line “{line}”").format(line=ANSWER))


def _of_aiken(line: int, words: str, options: list[str], right: str) -> Row:
    if len(right) != 1 or right not in LETTERS[: len(options)]:
        return Row(line, fault=_("the right answer is none of the options"))
    return _row(
        line,
        code=_code(words),
        kind=ExamKind.SINGLE,
        text=words,
        options=[_cell(o) for o in options],
        right=right,
    )


def _gift(text: str) -> Iterator[Row]:
    topic = ""
    for line, block in _blocks(text):
        if block.startswith("$CATEGORY:"):
            topic = block.removeprefix("$CATEGORY:").strip().rpartition("/")[2]
            continue
        try:
            yield _of_gift(line, block, topic)
        except BadInput as fault:
            yield Row(line, fault=str(fault))


def _begins(line: str, lines: Sequence[str]) -> bool:
    """Whether a line begins the next question although no line is empty: what stands there has its answers, and this has a name or its own."""
    before = _hidden("\n".join(lines))
    ended = "}" in before and before.count("{") == before.count("}")
    return ended and (line.startswith("::") or "{" in _hidden(line))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Question by question, without remarks; the number is that of its first line."""
    lines: list[str] = []
    first = 1
    for number, raw in enumerate([*text.splitlines(), ""], start=1):
        line = raw.strip()
        if line.startswith("//"):
            continue
        if line.startswith("$CATEGORY:"):
            if lines:
                yield first, "\n".join(lines)
                lines = []
            yield number, line
        elif line:
            if _begins(line, lines):
                yield first, "\n".join(lines)
                lines = []
            first = first if lines else number
            lines.append(line)
        elif lines:
            yield first, "\n".join(lines)
            lines = []


def _hidden(text: str) -> str:
    for sign, held in HELD.items():
        text = text.replace("\\" + sign, held)
    return text.replace("\\n", "\n")


def _shown(text: str) -> str:
    for sign, held in HELD.items():
        text = text.replace(held, sign)
    return text.strip()


def _cell(text: str) -> str:
    """`|` parts the options of a cell."""
    return _shown(text).replace("|", "／").replace("\n", " ")


def _of_gift(line: int, block: str, topic: str) -> Row:
    name, words, answers = _parts(_hidden(block))
    answers, _sign, remark = answers.partition("####")
    cells = {"code": name or _code(words), "topic": topic, "text": words, "why": _shown(remark)}
    answers = answers.strip()
    truth = answers.partition("#")[0].strip().upper()
    if truth in ("T", "TRUE", "F", "FALSE"):
        return _row(line, **cells, kind=ExamKind.TRUE_FALSE, right=TRUE if truth[0] == "T" else FALSE)
    if answers.startswith("#"):
        right, tolerance = _number(answers[1:].strip())
        return _row(line, **cells, kind=ExamKind.NUMBER, right=right, tolerance=tolerance)
    return _row(line, **cells, **_choice(answers))


def _parts(block: str) -> tuple[str, str, str]:
    """Name, words, and what stands in the braces; words behind the braces make a gap of them. Raises BadInput."""
    name = ""
    if block.startswith("::"):
        name, _sign, block = block[2:].partition("::")
    before, opened, rest = block.partition("{")
    answers, closed, after = rest.rpartition("}")
    if not opened or not closed:
        raise BadInput(_("there is no answer in braces"))
    words = before.strip()
    if words.startswith("["):
        words = words.partition("]")[2]
    words = f"{words.strip()} {GAP} {after.strip()}" if after.strip() else words
    return _shown(name)[:60], _shown(words), answers


def _number(text: str) -> tuple[str, str]:
    """`3.14:0.01`, `1..5`, or the first of several that is wholly right. Raises BadInput."""
    plain = text.lstrip("=").partition("=")[0].partition("~")[0].partition("#")[0].strip()
    if plain.startswith("%"):
        plain = plain[1:].partition("%")[2]
    least, both, most = plain.partition("..")
    try:
        if both:
            low, high = Decimal(least.strip()), Decimal(most.strip())
            return str((low + high) / 2), str(abs(high - low) / 2)
        right, _sign, tolerance = plain.partition(":")
        return str(Decimal(right.strip())), str(Decimal(tolerance.strip())) if tolerance.strip() else ""
    except (InvalidOperation, ArithmeticError):
        raise BadInput(_("Please write a number.")) from None


def _choice(answers: str) -> dict[str, object]:
    """Raises BadInput for what is no choice and no short answer."""
    if not answers or answers[0] not in "=~":
        raise BadInput(_("essays are not in the question bank"))
    found = [_option(sign, text) for sign, text in _options(answers)]
    if any("->" in text for _right, text in found):
        raise BadInput(_("matching is not in the question bank"))
    texts, right = [text for _right, text in found], [n for n, (good, _text) in enumerate(found) if good]
    if "~" not in answers:
        return {"kind": ExamKind.SHORT, "right": texts}
    if len(texts) > len(LETTERS):
        raise BadInput(_("there are 2 to {n} options").format(n=len(LETTERS)))
    kind = ExamKind.SINGLE if "=" in answers else ExamKind.MULTI
    return {"kind": kind, "options": texts, "right": "".join(LETTERS[n] for n in right)}


def _options(answers: str) -> Iterator[tuple[str, str]]:
    """Each with its sign."""
    start = 0
    for at in range(1, len(answers) + 1):
        if at == len(answers) or answers[at] in "=~":
            yield answers[start], answers[start + 1 : at]
            start = at


def _option(sign: str, text: str) -> tuple[bool, str]:
    """Whether it is right, and its words; what is worth a part of several answers is right, what is worth nothing or less is wrong."""
    text = text.partition("#")[0].strip()
    good = sign == "="
    if text.startswith("%") and "%" in text[1:]:
        worth, _sign, text = text[1:].partition("%")
        good = not worth.strip().startswith("-") and worth.strip() not in ("0", "")
    return good, _cell(text)


def gift_file(questions: Sequence[ExamQuestion]) -> Iterator[str]:
    """All questions as GIFT, with their topics."""
    topic = ""
    for question in questions:
        if question.topic != topic:
            topic = question.topic
            yield f"$CATEGORY: {topic}\n"
        yield gift(question)


def gift(question: ExamQuestion) -> str:
    """A question as GIFT, which Moodle and the import read."""
    return f"::{_escaped(question.code)}::{_escaped(question.words)} {{{_answers(question)}{_remark(question)}}}\n"


def _escaped(text: str) -> str:
    return "".join("\\" + sign if sign in SPECIAL else "\\n" if sign == "\n" else sign for sign in text)


def _remark(question: ExamQuestion) -> str:
    return f"####{_escaped(question.why)}" if question.why else ""


def _answers(question: ExamQuestion) -> str:
    right = question.right
    if question.kind is ExamKind.TRUE_FALSE:
        return "T" if right == [TRUE] else "F"
    if question.kind is ExamKind.NUMBER:
        return f"#{right[0]}:{question.tolerance or 0}"
    if question.kind is ExamKind.SHORT:
        return " ".join(f"={_escaped(str(way))}" for way in right)
    share = f"%{100 / len(right):.5f}%" if question.kind is ExamKind.MULTI else ""
    sign = "~" if question.kind is ExamKind.MULTI else "="
    return " ".join(
        f"{sign}{share}{_escaped(option)}" if n in right else f"~{_escaped(option)}"
        for n, option in enumerate(question.options)
    )
