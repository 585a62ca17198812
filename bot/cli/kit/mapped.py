"""Tables of other programs on the command line: what their columns and words mean is proposed, confirmed, and written back so (KB-6)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.cli.kit.common import errors
from bot.cli.kit.importing import Import
from documents.cells import bytes_of
from errors import BadInput
from i18n import _
from i18n.joining import listed
from kb.files.mapping import Meaning, plain_word, proposed
from kb.files.reading import Row, Sheet, TableKind, plain_name

MANY = 20  # unknown words that are named


def meaning(columns: Sequence[str] | None, words: Sequence[str] | None) -> Meaning:
    """`HEAD=COLUMN`, `COLUMN: WORD=MEANING`. Raises BadInput."""
    said: dict[str, dict[str, str]] = {}
    for each in words or ():
        column, colon, rest = each.partition(":")
        word, equals, value = rest.rpartition("=")
        if not colon or not equals:
            raise BadInput(
                _("Write it like “state: Ready for QA=in_work”, not {text}.").format(text=each[:60])
            )
        said.setdefault(column.strip(), {})[word.strip()] = value.strip()
    return Meaning(
        {
            head.strip(): column.strip()
            for head, _e, column in (each.rpartition("=") for each in columns or ())
        },
        said,
    )


def whole(table: Import, path: Path, said: Meaning) -> tuple[Sheet, Meaning, bool]:
    """The file, what all of it means, and whether any of it was guessed. Raises BadInput for a column or word that nobody knows."""
    if odd := [column for column in said.columns.values() if column and column not in table.kind.columns]:
        raise BadInput(
            _("There is no column {name}. There are: {columns}.").format(
                name=odd[0], columns=listed(table.kind.columns)
            )
        )
    data = bytes_of(path)
    heads = table.read(path.name, data, loose=True).heads
    given = {plain_name(head): column for head, column in said.columns.items()}
    free = [head for head in heads if plain_name(head) not in given]
    taken = set(given.values())
    guess = {head: "" if column in taken else column for head, column in proposed(free, table.kind).items()}
    columns = {head: given.get(plain_name(head), guess.get(head, "")) for head in heads}
    guessed = any(column and table.kind.named(head) != column for head, column in guess.items())
    found = Meaning(columns, said.words, said.usual)
    sheet = table.read(path.name, data, found)
    for column, words in table.unknown(sheet).items():
        raise BadInput(_unknown(table, column, words))
    return sheet, found, guessed


def _unknown(table: Import, column: str, words: Sequence[tuple[str, int]]) -> str:
    there = listed(f"{value} ({name})" for value, name in table.choices[column]().options)
    lines = [f'  --word "{column}: {word}=…"  ({count})' for word, count in words[:MANY]]
    asked = _("What do these words of the column {column} mean here? There are: {words}.").format(
        column=column, words=there
    )
    return "\n".join([asked, *lines])


def show(found: Meaning, kind: TableKind) -> None:
    """Prints what the columns are taken for; nothing if the file uses our own names."""
    if all(plain_name(head) == column for head, column in found.columns.items()):
        return
    unused = [head for head, column in found.columns.items() if not column]
    lines = [f"{head} → {column}" for head, column in found.columns.items() if column]
    if unused:
        lines.append(_("Columns not used: {columns}").format(columns=listed(unused)))
    errors.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def unconfirmed(kind: TableKind) -> BadInput:
    return BadInput(
        _("Is this what the columns mean? Then say --yes; else --map HEAD=COLUMN, of: {columns}.").format(
            columns=listed(kind.columns)
        )
    )


def in_the_form(
    table: Import, like: Path, said: Meaning, rows: Sequence[Mapping[str, str]]
) -> tuple[list[str], list[dict[str, str]]]:
    """Heads and rows as the other program writes them; a word of its own stays where it means the same."""
    _sheet, found, _guessed = whole(table, like, said)
    theirs = table.read(like.name, bytes_of(like), Meaning(found.columns)).rows
    heads = list(found.columns)
    return heads, [
        {
            head: _cell(table, found, theirs, column, row) if column else ""
            for head, column in found.columns.items()
        }
        for row in rows
    ]


def _cell(table: Import, found: Meaning, theirs: Sequence[Row], column: str, row: Mapping[str, str]) -> str:
    if column == "number" and not row.get("key", ""):
        return row["number"]
    if column not in table.choices:
        return row.get("key" if column == "number" else column, "")
    here = [own for own in theirs if row.get("key") and row["key"] in (own["key"], own["number"])] or theirs
    words = {plain_word(word): value for word, value in found.words.get(column, {}).items()}
    means = {**table.choices[column]().means, **words}
    return next(
        (own[column] for own in [*here, *theirs] if means.get(plain_word(own[column])) == row[column]),
        row[column],
    )
