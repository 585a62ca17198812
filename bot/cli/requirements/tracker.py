"""The list of requirements as a table, of our own or of another tracker: Jira, GitHub, a spreadsheet (REQ-1)."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import mapped, names
from bot.cli.kit.importing import Choice, Import, Importing, Outcome, import_table
from desk.customers import Customer
from desk.people import Person
from desk.requirements import likeness, people, process
from desk.requirements.process import AskedRequirement
from desk.requirements.requirement import (
    NEED_NAMES,
    STATE_NAMES,
    Requirement,
    RequirementState,
    RequirementUrgency,
)
from desk.requirements.table import AS_FAR, ASKED, COLUMNS, REQUIRED, needs, states
from documents import dates
from errors import BadInput
from i18n import _
from i18n.joining import listed, one_line
from i18n.names import key
from kb.files.mapping import Meaning, plain_word
from kb.files.reading import Row, TableKind

TITLE = 80  # characters
Word = TypeVar("Word", RequirementState, RequirementUrgency)


class Requirements(Importing):
    """Likely doubles are named; one that stands otherwise here stays as it is."""

    async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        """One line: a new requirement, a voice more in a known one, other votes, or nothing new."""
        asked = await self._asked(session, row, now)
        same = await _known(session, asked)
        if same is None:
            await self._name_doubles(session, row, await process.hear(session, asked, now))
            return Outcome.NEW
        self._name_state(row, same, asked)
        voted = same.votes != asked.votes and bool(row["votes"])
        same.votes = asked.votes if voted else same.votes
        if not await _speaks(session, same, asked):
            await process.join(session, same, asked, now)
            return Outcome.CHANGED
        return Outcome.CHANGED if voted else Outcome.UNCHANGED

    async def _name_doubles(self, session: AsyncSession, row: Row, made: Requirement) -> None:
        for like in await likeness.like(session, made.title or row["words"], [], but=made.id):
            text = _("line {line}: {number} may be the same as {other} “{title}”")
            self.report.note(
                text.format(line=row.line, number=made.number, other=like.number, title=like.title)
            )

    def _name_state(self, row: Row, same: Requirement, asked: AskedRequirement) -> None:
        if row["state"] and asked.state not in (same.state, AS_FAR.get(same.state, same.state)):
            text = _("line {line}: {number} is “{here}” here and “{there}” in the file; its card moves it on")
            here = _(STATE_NAMES[same.state])
            self.report.note(
                text.format(line=row.line, number=same.number, here=here, there=row["state"][:40])
            )

    async def _asked(self, session: AsyncSession, row: Row, now: datetime) -> AskedRequirement:
        """Raises BadInput, with the column and what it should say."""
        words = row["words"] or row["title"]
        if len(words) < 2:
            raise BadInput(_("words: what is asked for?"))
        at = dates.day_or_moment(row["date"]) if row["date"] else now
        if at > now:
            raise BadInput(_("date: this day is still to come."))
        product = (await names.product(session, row["product"])).code if row["product"] else ""
        customer = await names.customer(session, row["customer"]) if row["customer"] else None
        person = await _contact(session, customer, row["contact"]) if row["contact"] else None
        reporter = await self._reporter(session, row, customer)
        if reporter is not None and not reporter.is_staff and person is None:
            customer = customer or await session.get(Customer, reporter.customer_id or 0)
            person = reporter if customer and reporter.customer_id == customer.id else None
        state = _one_of("state", row, states())
        return AskedRequirement(
            words, person, customer, need=_one_of("urgency", row, needs()), product=product, source="table", title=one_line(row["title"], TITLE),
            external_key=external_key(row), at=at, state=AS_FAR.get(state, state), target=_quarter(row["quarter"]), votes=_votes(row["votes"]),
            cast_by=reporter if reporter and reporter.is_staff else None,
        )  # fmt: skip

    async def _reporter(self, session: AsyncSession, row: Row, customer: Customer | None) -> Person | None:
        """By e-mail or name; who is not on file is told, and the line comes in without them."""
        wanted = row["reporter"].strip()
        if not wanted:
            return None
        same = or_(Person.name == wanted, Person.email == wanted.casefold(), Person.email == wanted)
        found = list(await session.scalars(select(Person).where(same, Person.active).limit(20)))
        theirs = [each for each in found if customer and each.customer_id == customer.id]
        found = theirs if len(theirs) == 1 else found
        if len(found) == 1:
            return found[0]
        text = _("line {line}: {name} is not on file, or there are several; it came in without them")
        self.report.note(text.format(line=row.line, name=wanted[:40]))
        return None


def _one_of(column: str, row: Row, known: Mapping[str, Word]) -> Word:
    found = known.get(plain_word(row[column]))
    if found is None:
        there = listed(dict.fromkeys(map(str, known.values())))
        raise BadInput(
            _("{column}: I do not know “{text}”. There are: {words}.").format(
                column=column, text=row[column][:40], words=there
            )
        )
    return found


def external_key(row: Row) -> str:
    """What other trackers call a number is their key."""
    number = row["number"]
    return (row["key"] or ("" if number.upper().startswith("R-") else number))[:60]


def _quarter(text: str) -> str:
    plain = text.strip().upper().replace(" ", "-")
    return (
        plain
        if len(plain) == 7 and plain[:4].isdecimal() and plain[4:] in ("-Q1", "-Q2", "-Q3", "-Q4")
        else ""
    )


def _votes(text: str) -> int:
    plain = text.strip().removesuffix(".0") or "0"
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > 6:
        raise BadInput(_("{column}: {text} is no number").format(column="votes", text=text[:20]))
    return int(plain)


async def _contact(session: AsyncSession, customer: Customer | None, name: str) -> Person:
    if customer is None:
        raise BadInput(_("contact: of which customer?"))
    theirs = Person.customer_id == customer.id, Person.active
    found = [
        each for each in await session.scalars(select(Person).where(*theirs)) if key(each.name) == key(name)
    ]
    if not found:
        raise BadInput(
            _("contact: {customer} has nobody called {name}.").format(customer=customer.name, name=name)
        )
    return found[0]


async def _known(session: AsyncSession, asked: AskedRequirement) -> Requirement | None:
    """The one of this key, else of this title, else the same words of the same customer."""
    every = select(Requirement).order_by(Requirement.id).limit(1)
    if asked.external_key:
        return (
            await session.scalars(every.where(Requirement.external_key == asked.external_key))
        ).one_or_none()
    if asked.title:
        return (await session.scalars(every.where(Requirement.title == asked.title))).one_or_none()
    return await people.said(session, asked.words, asked.customer)


async def _speaks(session: AsyncSession, requirement: Requirement, asked: AskedRequirement) -> bool:
    """Whether this customer, or this person, has a voice in it; a line of nobody adds none."""
    if asked.customer is None and asked.person is None:
        return True
    cast = [
        voice
        for voice in await people.voices(session, requirement)
        if voice.customer_id == (asked.customer.id if asked.customer else None)
    ]
    return any(asked.person is None or voice.person_id == asked.person.id for voice in cast)


def _states() -> Choice:
    return Choice([(state.value, _(STATE_NAMES[state])) for state in ASKED], states())


def _needs() -> Choice:
    return Choice([(need.value, _(NEED_NAMES[need])) for need in RequirementUrgency], needs(), is_asked=False)


TABLE = Import(TableKind(COLUMNS, REQUIRED), Requirements, choices={"state": _states, "urgency": _needs})


async def import_file(file: Path, said: Meaning, *, json: bool, yes: bool) -> None:
    _sheet, found, guessed = mapped.whole(TABLE, file, said)
    mapped.show(found, TABLE.kind)
    if guessed and not yes:
        raise mapped.unconfirmed(TABLE.kind)
    await import_table(file, TABLE, json=json, meaning=found)
