"""Remote work in chat: the customer is asked, says yes or no, and sees when it begins and ends, and what was changed (HOT-11, HOT-12)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_own_ticket, access_remote, access_work
from desk.hotline import remote_support
from desk.hotline.remote_support import STATE_NAMES, UNDERWAY, RemoteState, RemoteWork
from desk.people import Person
from desk.ticket import Ticket
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Button, Message
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.tickets.guards import of_talk, on_ticket
from handlers.tickets.remote_changes import ask_what_changed
from i18n import N_, _, moment

TO_THEMSELVES = {
    RemoteState.ASKED: N_("may we?"),
    RemoteState.AGREED: N_("you agree"),
    RemoteState.REFUSED: N_("you do not agree"),
}


async def card(session: AsyncSession, work: RemoteWork, viewer: Person, now: datetime) -> Message:
    """What is wanted, what the customer said to it, and when it went on: the same for both sides."""
    ticket = await session.get_one(Ticket, work.ticket_id)
    staff = await session.get_one(Person, work.asked_by)
    contact = await session.get_one(Person, ticket.contact_id)
    names = {**STATE_NAMES, **(TO_THEMSELVES if viewer.id == contact.id else {})}
    lines = [
        _("{name} would like to work on the system from afar: {what}").format(
            name=staff.name, what=work.purpose
        )
    ]
    if work.state is RemoteState.ASKED and viewer.id == contact.id:
        lines.append(_("Do you agree? Without your consent nobody works on it."))
    times = [
        (work.answered_at, _("{name} answered at {time}.")),
        (work.began_at, _("It began at {time}.")),
        (work.ended_at, _("It ended at {time}.")),
    ]
    lines += [text.format(name=contact.name, time=moment(at, now)) for at, text in times if at]
    if work.changed:
        lines.append(_("Changed on the system: {what}").format(what=work.changed))
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🖥 {ticket.number} · {_(names[work.state])}",
        rows=_choices(work) if viewer.id == contact.id else _actions(work, ticket),
        card=work.ref,
        about=ticket.ref,
    )


def _choices(work: RemoteWork) -> list[list[Button]]:
    n, v = work.id, work.version
    return {
        RemoteState.ASKED: [
            [
                button(_("✅ Yes, I agree"), "agree_remote", n, v),
                button(_("❌ No, please not"), "refuse_remote", n, v),
            ]
        ],
        RemoteState.AGREED: [[button(_("✋ Withdraw my consent"), "refuse_remote", n, v)]],
        RemoteState.RUNNING: [[button(_("✋ Stop it now"), "end_remote", n, v)]],
    }.get(work.state, [])


def _actions(work: RemoteWork, ticket: Ticket) -> list[list[Button]]:
    n, v = work.id, work.version
    if work.unrecorded:
        return [[button(_("📝 Write down what was changed"), "record_remote", n, v)]]
    return {
        RemoteState.ASKED: [[button(_("▶ Remote work begins"), "begin_remote", n, v)]],
        RemoteState.AGREED: [[button(_("▶ Remote work begins"), "begin_remote", n, v)]],
        RemoteState.RUNNING: [[button(_("⏹ Remote work ends"), "end_remote", n, v)]],
    }.get(work.state, [])


@verb
@on_ticket
async def remotely(turn: Turn, ticket: Ticket, extra: str) -> None:
    """From the ticket's card: shows remote work that is under way, or asks the customer for it."""
    work = await remote_support.latest(turn.session, ticket.id)
    if work is not None and work.state in UNDERWAY:
        turn.reply(await card(turn.session, work, turn.person, turn.now))
    elif work is not None and work.unrecorded:
        await start(turn, record_changes, {"work": work.id})
    else:
        await start(turn, ask_for_consent, {"ticket": ticket.id})


@flow
async def ask_for_consent(talk: Talk) -> None:
    ticket = await of_talk(talk)
    purpose = await talk.ask(
        "purpose",
        Words(
            _("What do you want to do on their system? The customer reads this and says yes or no."),
            longest=500,
        ),
    )
    await remote_support.ask(talk.turn.session, ticket, talk.person, purpose, talk.turn.now)


async def _load(turn: Turn, number: int) -> RemoteWork:
    return await access_remote(turn.session, turn.person, number)


async def _show(turn: Turn, work: RemoteWork) -> None:
    turn.reply(await card(turn.session, work, turn.person, turn.now))


on_remote_work = if_unchanged(_load, _show)


@verb
@on_remote_work
async def agree_remote(turn: Turn, work: RemoteWork, extra: str) -> None:
    await _answered(turn, work, yes=True)


@verb
@on_remote_work
async def refuse_remote(turn: Turn, work: RemoteWork, extra: str) -> None:
    await _answered(turn, work, yes=False)


async def _answered(turn: Turn, work: RemoteWork, *, yes: bool) -> None:
    """The customer's word, nobody else's."""
    await access_own_ticket(turn.session, turn.person, work.ticket_id)
    await remote_support.answer(turn.session, work, turn.person, yes=yes, now=turn.now)


@verb
@on_remote_work
async def begin_remote(turn: Turn, work: RemoteWork, extra: str) -> None:
    await access_work(turn.session, turn.person, work.ticket_id)
    await remote_support.begin(turn.session, work, turn.person, turn.now)


@verb
@on_remote_work
async def end_remote(turn: Turn, work: RemoteWork, extra: str) -> None:
    await remote_support.end(turn.session, work, turn.person, turn.now)
    if turn.person.is_staff:
        await start(turn, record_changes, {"work": work.id})


@verb
@on_remote_work
async def record_remote(turn: Turn, work: RemoteWork, extra: str) -> None:
    await access_work(turn.session, turn.person, work.ticket_id)
    if not work.unrecorded:
        return await _show(turn, work)
    return await start(turn, record_changes, {"work": work.id})


@flow
async def record_changes(talk: Talk) -> None:
    """At the end of the work, also when it was the customer who ended it (HOT-12)."""
    work = await access_remote(talk.turn.session, talk.person, talk.args["work"])
    if not work.unrecorded:
        return
    await ask_what_changed(talk, work)
    talk.say(_("Thank you. The customer reads it, and it stands on the ticket."))
