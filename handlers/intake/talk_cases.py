"""Conversations as test cases, in chat: kept, listed, and run before a change: what would be answered otherwise (KB-5)."""

from collections.abc import Sequence
from dataclasses import asdict
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import require
from desk.knowledge import talk_cases
from desk.knowledge.talk_cases import WHATS, FirstAnswer, Ran, TalkCase
from desk.people import Person
from desk.roles import EDITORS
from desk.ticket import Ticket
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.turn import Turn
from handlers.intake import first_answer
from i18n import _, ngettext
from i18n.joining import one_line
from kb.base.outcomes import Outcome

PAGE = 8
LINE = 60  # characters of words in a list
SHOWN = 12  # cases that would be answered otherwise, in one message


async def command(turn: Turn, rest: str) -> None:
    """/talks: what is kept; with words, they are a case from now on."""
    require(turn.person, *EDITORS)
    if rest:
        case = await _kept(turn, rest, turn.person.language)
        return await _show(turn, case)
    return await _list(turn, 0, fresh=True)


async def keep_ticket(turn: Turn, ticket: Ticket) -> None:
    """The first words of a ticket."""
    require(turn.person, *EDITORS)
    contact = await turn.session.get_one(Person, ticket.contact_id)
    await _show(turn, await _of(turn, contact, ticket.description, ticket_id=ticket.id))


@verb
async def keep_question(turn: Turn, number: int, version: int, extra: str) -> None:
    """A question that was put to the base, answered or not."""
    require(turn.person, *EDITORS)
    asked = await turn.session.get(Outcome, number)
    person = await turn.session.get(Person, asked.person_id) if asked and asked.person_id else None
    if asked is None or not asked.text:
        raise NotFound(_("This question is no longer kept."))
    if person is None:
        return await _show(turn, await _kept(turn, asked.text))
    return await _show(turn, await _of(turn, person, asked.text))


async def _of(turn: Turn, person: Person, words: str, ticket_id: int | None = None) -> TalkCase:
    customer = await customers.of(turn.session, person)
    products = customer.products if customer else ()
    return await _kept(turn, words, person.language, products, person_id=person.id, ticket_id=ticket_id)


async def _kept(
    turn: Turn, words: str, language: str = "", products: Sequence[str] = (), **whose: int | None
) -> TalkCase:
    """Stores the case with today's answer to the masked words."""
    case = await talk_cases.keep(
        turn.session, words, turn.now, language=language, products=products, by=turn.person, **whose
    )
    if not case.answers:
        await turn.base.refresh(turn.session, turn.now)
        found = await first_answer.ran(turn.session, turn.base, [case])
        talk_cases.take_as_right(case, found[0].now)
    return case


async def _show(turn: Turn, case: TalkCase) -> None:
    by = await turn.session.get(Person, case.kept_by) if case.kept_by else None
    lines = [
        case.text,
        "",
        _("Answer: {answers}").format(answers=answers(case.then)),
        *([_("Kept by {name}").format(name=by.name)] if by else []),
    ]
    rows = [
        [
            button(_("🗑 Remove the case"), "drop_talk", case.id),
            button(_("🧪 All cases"), "talk_page", 0),
        ]
    ]
    turn.say("\n".join(lines), rows, title=_("🧪 Case {n}").format(n=case.id), card=f"talk_case:{case.id}")


def answers(found: Sequence[FirstAnswer]) -> str:
    """`answered at once NE-007 97% · offered NT-003 41%`"""
    said = (
        (_(WHATS[one.what]), one.code, f"{one.probability:.0%}" if one.probability else "") for one in found
    )
    return " · ".join(" ".join(filter(None, parts)) for parts in said) or _("none yet")


@verb
async def talk_page(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *EDITORS)
    await _list(turn, number)


async def _list(turn: Turn, first: int, *, fresh: bool = False) -> None:
    found = await talk_cases.every(turn.session, PAGE + 1, first)
    every = await talk_cases.how_many(turn.session)
    rows = [[button(one_line(case.text, LINE), "show_talk", case.id)] for case in found[:PAGE]]
    back = [button("◀", "talk_page", max(first - PAGE, 0))] if first else []
    on = [button("▶", "talk_page", first + PAGE)] if len(found) > PAGE else []
    run = [button(_("▶️ Run all"), "run_talks", 0)] if every else []
    turn.say(
        _("What customers said first, and how it was answered. To keep words of your own: /talks printer prints nothing"),
        [*rows, [*back, *on], [*run, button(_("🕘 Latest questions"), "latest_questions", 0)]],
        title=_("🧪 Test cases: {n}").format(n=every),
        card="talk_cases",
        fresh=fresh,
    )  # fmt: skip


@verb
async def show_talk(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *EDITORS)
    await _show(turn, await talk_cases.get(turn.session, number))


@verb
async def drop_talk(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *EDITORS)
    await turn.session.delete(await talk_cases.get(turn.session, number))
    await turn.session.flush()
    await _list(turn, 0)


@verb
async def latest_questions(turn: Turn, number: int, version: int, extra: str) -> None:
    """To keep one of them."""
    require(turn.person, *EDITORS)
    found = await talk_cases.latest_questions(turn.session, PAGE)
    rows = [[button(one_line(talk_cases.shown(asked), LINE), "keep_question", asked.id)] for asked in found]
    turn.say(_("Which one shall be a case?") if rows else _("Nothing there."), rows, card="latest_questions")


@verb
async def run_talks(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *EDITORS)
    await answer_cases(turn)


@verb
async def accept_talks(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` stands for what was shown: anything else is shown first."""
    require(turn.person, *EDITORS)
    await take_answers(turn, number)


@job()
async def answer_cases(turn: Turn) -> None:
    """Reads only."""
    require(turn.person, *EDITORS)
    found = await _run(turn)
    _say_changed(turn, found, [one for one in found if one.changed])


@job()
async def take_answers(turn: Turn, shown: int) -> None:
    require(turn.person, *EDITORS)
    found = await _run(turn)
    changed = [one for one in found if one.changed]
    if _sign(changed) != shown:
        return _say_changed(turn, found, changed)
    right = {one.case.id: one.now for one in changed}

    async def keeps(session: AsyncSession) -> None:
        for number, now in right.items():
            if case := await session.get(TalkCase, number):
                talk_cases.take_as_right(case, now)

    turn.keeps.append(keeps)
    turn.say(
        ngettext(
            "{n} answer is taken as right from now on.", "{n} answers are taken as right from now on.", len(right)
        ).format(n=len(right)),
        card="talks_ran",
    )  # fmt: skip
    return None


async def _run(turn: Turn) -> list[Ran]:
    await turn.base.refresh(turn.session, turn.now)
    return await first_answer.ran(turn.session, turn.base, await talk_cases.every(turn.session))


def _say_changed(turn: Turn, found: Sequence[Ran], changed: Sequence[Ran]) -> None:
    if not changed:
        text = ngettext(
            "✅ {n} case, answered as before.", "✅ {n} cases, all answered as before.", len(found)
        )
        return turn.say(text.format(n=len(found)), card="talks_ran", fresh=True)
    lines = [line for one in changed[:SHOWN] for line in _side_by_side(one)]
    if len(changed) > SHOWN:
        lines.append(_("and {n} more: kefu talks run shows all").format(n=len(changed) - SHOWN))
    heading = _("🔀 {changed} of {n} cases would be answered otherwise").format(
        changed=len(changed), n=len(found)
    )
    right = button(_("✅ The new answers are right"), "accept_talks", _sign(changed))
    return turn.say("\n".join(lines), [[right]], title=heading, card="talks_ran", fresh=True)


def _side_by_side(one: Ran) -> list[str]:
    return [
        f"• {one_line(one.case.text, LINE)}",
        "     " + _("then: {answers}").format(answers=answers(one.case.then)),
        "     " + _("now: {answers}").format(answers=answers(one.now)),
    ]


def _sign(changed: Sequence[Ran]) -> int:
    """One number for these changes."""
    said = [(one.case.id, [asdict(answer) | {"probability": 0} for answer in one.now]) for one in changed]
    return crc32(repr(said).encode()) & 0x7FFFFFFF
