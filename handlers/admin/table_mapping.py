"""What the columns and words of another program's table mean: proposed from its heads, shown, corrected and confirmed in chat (KB-6)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from handlers.admin.table_rows import take_rows
from handlers.admin.tables import Table, allowed
from handlers.chat import own_files
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.jobs import job
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from i18n import _, ngettext, speaking
from i18n.joining import listed
from kb.files.mapping import Meaning, proposed
from kb.files.reading import Sheet
from kb.files.report import ImportReport

HEADS, WORDS, SHOWN = 60, 20, 3  # heads, unknown words of a column, rows that are shown
LONGEST = 60  # characters of a head
RIGHT, NONE = "right", "-"


@dataclass(frozen=True)
class Looked:
    """A file as a table of one kind. `lacks`: columns it needs; `unknown`: words by column; `usual`: columns that no line of it says."""

    sheet: Sheet
    columns: Mapping[str, str]
    lacks: Sequence[str] = ()
    unknown: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    usual: Sequence[str] = ()
    is_guessed: bool = False

    @property
    def open(self) -> bool:
        """Whether something of it must be asked or confirmed."""
        return bool(self.lacks or self.unknown or self.usual or self.is_guessed)


def look(table: Table, name: str, data: bytes) -> Looked:
    """Raises BadInput for what is no table."""
    heads = table.read(name, data, loose=True).heads[:HEADS]
    columns = proposed(heads, table.kind)
    sheet = table.read(name, data, Meaning(columns), loose=True)
    said = {column for row in sheet.rows for column in row.cells if row[column]}
    lacks = table.kind.lacks(set(columns.values())) if heads else []
    usual = [each for each in table.usual if each not in said]
    is_guessed = any(column and table.kind.named(head) != column for head, column in columns.items())
    return Looked(sheet, columns, lacks, table.unknown(sheet), usual, is_guessed)


@verb
async def map_table(turn: Turn, number: int, version: int, extra: str) -> None:
    allowed(turn.person, extra)
    await look_at_columns(turn, number, extra)


@job()
async def look_at_columns(turn: Turn, number: int, key: str) -> None:
    table = allowed(turn.person, key)
    name, data = await own_files.content(turn, number)
    begin(turn, number, name, key, await asyncio.to_thread(look, table, name, data))


def begin(turn: Turn, number: int, name: str, key: str, looked: Looked) -> None:
    """The talk is a row: it begins in the step of the job."""
    rows = [" · ".join(filter(None, (row[c] for c in row.cells)))[:200] for row in looked.sheet.rows[:SHOWN]]
    args = {
        "file": number, "table": key, "name": name, "columns": list(looked.columns.items()), "count": len(looked.sheet.rows), "rows": rows,
        "unknown": {column: words[:WORDS] for column, words in looked.unknown.items()}, "usual": list(looked.usual),
    }  # fmt: skip

    async def keep(session: AsyncSession) -> None:
        person = await session.get_one(Person, turn.person.id)
        with speaking(turn.person.language, turn.person.zone):
            await start(replace(turn, session=session, person=person), maps_table, args)

    turn.keeps.append(keep)


@flow
async def maps_table(talk: Talk) -> None:
    """What is open, one by one; then all of it is shown, and any column corrected."""
    key = talk.args["table"]
    table = allowed(talk.person, key)
    for column in talk.args["usual"]:
        await talk.ask(f"usual {column}", partial(_usual, talk, table, column))
    for each in table.kind.lacks({*_columns(talk).values()}) if talk.args["columns"] else ():
        column = each.split("|")[0]
        await talk.ask(f"at {column}", partial(_head, talk, table, column))
    for column, words in talk.args["unknown"].items():
        for place, (word, count) in enumerate(words):
            await talk.ask(f"word {column} {place}", partial(_word, table, column, word, count))
    right = await talk.ask("right", partial(_played_back, talk, table))
    if right != RIGHT:
        talk.answers[f"at {right}"] = await talk.ask(f"new {right}", partial(_head, talk, table, right))
        talk.correct("right", f"new {right}")
    name, number = talk.args["name"], talk.args["file"]
    talk.turn.say(
        _("⏳ Taking in {name}. The report comes by itself.").format(name=name), card=f"table:{number}"
    )
    await take_rows(talk.turn, number, key, 0, asdict(ImportReport()), asdict(_meaning(talk)))


def _columns(talk: Talk) -> dict[str, str]:
    """As proposed, and corrected: each column once."""
    found: dict[str, str] = dict(talk.args["columns"])
    for answer, head in talk.answers.items():
        if answer.startswith("at "):
            column = answer.removeprefix("at ")
            found = {each: "" if known == column else known for each, known in found.items()}
            if head != NONE:
                found[_heads(talk)[int(head)]] = column
    return found


def _heads(talk: Talk) -> list[str]:
    return [head for head, _column in talk.args["columns"]]


def _meaning(talk: Talk) -> Meaning:
    words = {
        column: {word: talk.answers[f"word {column} {place}"] for place, (word, _count) in enumerate(each)}
        for column, each in talk.args["unknown"].items()
    }
    return Meaning(
        _columns(talk), words, {column: talk.answers[f"usual {column}"] for column in talk.args["usual"]}
    )


async def _usual(talk: Talk, table: Table, column: str) -> Choice:
    options = [(value, f"{value} {name}") for value, name in await table.usual[column](talk.turn.session)]
    text = _("No line says its {column}. Which is it for all of them?")
    return Choice(text.format(column=table.label(column)), options=options)


async def _head(talk: Talk, table: Table, column: str) -> Choice:
    options = [(str(place), head[:LONGEST]) for place, head in enumerate(_heads(talk))]
    asked = _("Which column of the file is “{column}”?").format(column=table.label(column))
    return Choice(asked, options=[*options, (NONE, _("None of them"))], columns=2)


async def _word(table: Table, column: str, word: str, count: int) -> Choice:
    text = ngettext(
        "What does “{word}” mean here ({column}, {n} line)?",
        "What does “{word}” mean here ({column}, {n} lines)?",
        count,
    )
    return Choice(
        text.format(word=word[:LONGEST], column=table.label(column), n=count),
        options=table.options(column),
        columns=2,
    )


async def _played_back(talk: Talk, table: Table) -> Choice:
    meaning, n = _meaning(talk), talk.args["count"]
    unused = [head for head, column in meaning.columns.items() if not column]
    names = {column: dict(table.options(column)) for column in meaning.words}
    lines = [
        ngettext("{name}: {n} row", "{name}: {n} rows", n).format(name=talk.args["name"], n=n),
        *[f"• {row}" for row in talk.args["rows"]],
        *[f"{head[:LONGEST]} → {table.label(column)}" for head, column in meaning.columns.items() if column],
        *[f"“{w}” → {names[c].get(v, v)}" for c, words in meaning.words.items() for w, v in words.items()],
        *[f"{table.label(column)} → {value}" for column, value in meaning.usual.items()],
    ]
    if unused:
        lines.append(_("Columns not used: {columns}").format(columns=listed(unused)))
    options = [(RIGHT, _("✅ Take it in"))]
    if meaning.columns:
        options += [(column, f"✏️ {table.label(column)}") for column in table.kind.columns]
    return Choice("\n".join([_("Is this right?"), "", *lines]), options=options, lead=1, columns=2)
