"""`kefu requirements`: what customers wish for: imported, exported, listed, counted (REQ-1, REQ-2)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import ended_kindly, reading, run
from bot.cli.kit.importing import Import, Importing, Outcome, export_table, import_table
from bot.cli.kit.show import as_json, say
from bot.cli.kit.show import table as print_table
from desk.customers import Customer
from desk.people import Person
from desk.requirements import counting, likeness, people, process
from desk.requirements import figures as counted
from desk.requirements.figures import RequirementFigures
from desk.requirements.process import Asked
from desk.requirements.requirement import OVER, STATE_NAMES, Need, Requirement, RequirementState, Voice
from documents import dates
from documents.xlsx import XlsxDocument
from errors import BadInput
from i18n import N_, _, company_day
from kb.files.reading import Columns, Row, TableKind

app = typer.Typer(no_args_is_help=True, help="Requirements: import, export, list, figures.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
COLUMNS: Columns = {
    "title": ("标题", "需求标题", "summary"),
    "product": ("产品",),
    "customer": ("客户", "客户名称", "organisation"),
    "contact": ("联系人", "提出人"),
    "date": ("日期", "提出日期", "created"),
    "words": ("描述", "需求描述", "内容", "description"),
    "urgency": ("紧急程度", "priority"),
    "key": ("编号", "外部编号", "issue key"),
    "number": (),
    "state": ("状态", "status"),
    "quarter": ("季度",),
}
NEEDS = {
    **{need.value: need for need in Need}, "": Need.WAIT, "不急": Need.WAIT, "低": Need.WAIT, "low": Need.WAIT,
    "有期限": Need.DATE, "中": Need.DATE, "medium": Need.DATE, "影响工作": Need.BLOCKS, "高": Need.BLOCKS, "high": Need.BLOCKS,
}  # fmt: skip
LIST = (N_("number"), N_("state"), N_("title"), N_("customers"), N_("quarter"))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import requirements; the same file again changes nothing, likely doubles are named.

    Columns: title, product, customer, contact, date, words, urgency (wait, date, blocks), key (of your tracker). The same key or title
    is one requirement, and each customer one voice in it.

    Example: [green]kefu requirements import wishes.xlsx[/]
    """
    run(import_table(file, TABLE, json=json))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
) -> None:
    """Export all voices to a file that the import reads back unchanged.

    Example: [green]kefu requirements export wishes.xlsx[/]
    """
    run(_export(file))


@app.command("list")
def list_requirements(json: Json = False) -> None:
    """List the open requirements with how many customers ask for each.

    Example: [green]kefu requirements list[/]
    """
    run(_list(json))


@app.command()
def report(
    json: Json = False,
    xlsx: Annotated[Path | None, typer.Option(help="Write it to this XLSX file.")] = None,
) -> None:
    """Open by age and product, promises kept, what is planned, the ten most asked for.

    Example: [green]kefu requirements report --xlsx requirements.xlsx[/]
    """
    run(_report(json, xlsx))


class Requirements(Importing):
    """Likely doubles are named."""

    async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        """One line: a new requirement, a voice more in a known one, or nothing new."""
        asked = await _asked(session, row, now)
        same = await _known(session, row, asked)
        if same is None:
            made = await process.hear(session, asked, now)
            for like in await likeness.like(session, asked.title or asked.words, [], but=made.id):
                text = _("line {line}: {number} may be the same as {other} “{title}”")
                self.report.note(
                    text.format(line=row.line, number=made.number, other=like.number, title=like.title)
                )
            return Outcome.NEW
        for voice in await people.voices(session, same):
            theirs = voice.customer_id == (asked.customer.id if asked.customer else None)
            if theirs and voice.person_id == (asked.person.id if asked.person else None):
                return Outcome.UNCHANGED
        await process.join(session, same, asked, now)
        return Outcome.CHANGED


TABLE = Import(TableKind(COLUMNS, ("customer",)), Requirements)


async def _asked(session: AsyncSession, row: Row, now: datetime) -> Asked:
    """Raises BadInput, with the column and what it should say."""
    words = row["words"] or row["title"]
    if len(words) < 2:
        raise BadInput(_("words: what is asked for?"))
    if (need := NEEDS.get(row["urgency"].lower())) is None:
        raise BadInput(_("urgency: one of {words}.").format(words=", ".join(Need)))
    customer = await names.customer(session, row["customer"])
    at = dates.day_or_moment(row["date"]) if row["date"] else now
    if at > now:
        raise BadInput(_("date: this day is still to come."))
    product = (await names.product(session, row["product"])).code if row["product"] else ""
    theirs = Person.customer_id == customer.id, Person.name == row["contact"].strip(), Person.active
    person = (
        (await session.scalars(select(Person).where(*theirs).limit(1))).one_or_none()
        if row["contact"]
        else None
    )
    if row["contact"] and person is None:
        raise BadInput(
            _("contact: {customer} has nobody called {name}.").format(
                customer=customer.name, name=row["contact"]
            )
        )
    return Asked(
        words, person, customer, need=need, product=product, source="table", title=row["title"][:80], external_key=row["key"][:60],
        at=at,
    )  # fmt: skip


async def _known(session: AsyncSession, row: Row, asked: Asked) -> Requirement | None:
    """The one of this key, else of this title, else the same words of the same customer."""
    every = select(Requirement).order_by(Requirement.id).limit(1)
    if row["key"]:
        return (await session.scalars(every.where(Requirement.external_key == row["key"]))).one_or_none()
    if asked.title:
        return (await session.scalars(every.where(Requirement.title == asked.title))).one_or_none()
    said = select(Voice.requirement_id).where(
        Voice.words == asked.words, Voice.customer_id == (asked.customer.id if asked.customer else None)
    )
    return (await session.scalars(every.where(Requirement.id.in_(said)))).one_or_none()


async def _export(file: Path) -> None:
    async with reading() as (session, _now):
        rows = [
            await _row(session, voice) for voice in await session.scalars(select(Voice).order_by(Voice.id))
        ]
    export_table(file, COLUMNS, rows)


async def _row(session: AsyncSession, voice: Voice) -> dict[str, str]:
    requirement = await session.get_one(Requirement, voice.requirement_id)
    customer = await session.get(Customer, voice.customer_id) if voice.customer_id else None
    person = await session.get(Person, voice.person_id) if voice.person_id else None
    return {
        "title": requirement.title,
        "product": requirement.product,
        "customer": customer.name if customer else "",
        "contact": person.name if person else "",
        "date": company_day(voice.at).isoformat(),
        "words": voice.words,
        "urgency": voice.need.value,
        "key": requirement.external_key,
        "number": requirement.number,
        "state": requirement.state.value,
        "quarter": requirement.target,
    }


async def _list(json: bool) -> None:
    async with reading() as (session, _now):
        query = select(Requirement).where(Requirement.state.not_in(OVER)).order_by(Requirement.id)
        rows = []
        for each in await session.scalars(query):
            cast = await people.voices(session, each)
            customers = len({counting.whose(voice) for voice in cast})
            rows.append((each.number, each.state.value, each.title, customers, each.target))
    if json:
        return as_json(
            [
                dict(zip(("number", "state", "title", "customers", "quarter"), row, strict=True))
                for row in rows
            ]
        )
    return print_table(
        [_(head) for head in LIST],
        [(number, _(STATE_NAMES[RequirementState(state)]), *rest) for number, state, *rest in rows],
    )


async def _report(json: bool, xlsx: Path | None) -> None:
    async with reading() as (session, now):
        found = await counted.figures(session, now)
    if json:
        return as_json(vars(found))
    lines: list[tuple[str, object]] = [
        *((_("open, days: {age}").format(age=age), n) for age, n in found.open_by_age.items()),
        *(
            (_("open, product: {product}").format(product=product or "–"), n)
            for product, n in found.open_by_product.items()
        ),
        (
            _("first word kept"),
            _("{kept} of {all}").format(all=found.first_words[0], kept=found.first_words[1]),
        ),
        (_("decision kept"), _("{kept} of {all}").format(all=found.decisions[0], kept=found.decisions[1])),
    ]
    if xlsx is not None:
        return _write(xlsx, now, lines, found)
    print_table((_("figure"), ""), [(name, str(value)) for name, value in lines])
    return print_table((_("number"), _("title"), _("customers")), found.top)


def _write(xlsx: Path, now: datetime, lines: list[tuple[str, object]], found: RequirementFigures) -> None:
    book = XlsxDocument(now)
    book.sheet(_("Requirements"), (_("figure"), ""), [(name, str(value)) for name, value in lines])
    book.sheet(_("Most asked for"), (_("number"), _("title"), _("customers")), found.top)
    states = [
        (number, title, quarter, _(STATE_NAMES[RequirementState(state)]))
        for number, title, quarter, state in found.promised
    ]
    book.sheet(_("Promised"), (_("number"), _("title"), _("quarter"), _("state")), states)
    with ended_kindly():
        xlsx.write_bytes(book.content())
    say(str(xlsx))
