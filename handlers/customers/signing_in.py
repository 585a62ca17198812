"""Somebody on file comes from a place that proves nothing, as the web does: a code, or a call, says who they are (CUS-4)."""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from desk import identity_claims, journal
from desk.access import require
from desk.events import Event
from desk.identity_claims import Claim
from desk.journal import JournalEntry
from desk.people import Person
from desk.roles import CONFIRM
from errors import BadInput
from handlers.chat import flows, talk_rows
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow
from handlers.chat.message import Message, Priority
from handlers.chat.questions import SKIP, Phone, Words
from handlers.chat.turn import Turn
from handlers.customers import identity
from i18n import _
from store import row_number

CALL = "call"


async def begin(turn: Turn) -> None:
    """/signin"""
    if turn.person.on_file:
        return turn.say(
            _("I know you already, {name}. /me shows what is kept.").format(name=turn.person.name)
        )
    return await flows.start(turn, signs_in)


@verb
async def known_already(turn: Turn, number: int, version: int, extra: str) -> None:
    await begin(turn)


@flow
async def signs_in(talk: Talk) -> None:
    """What is said is the same for everybody, on file or not, until a code has proven it."""
    session, now = talk.turn.session, talk.turn.now
    phone = await talk.ask("phone", Phone(_("Which phone number of yours is on file with us?")))
    skip = [(SKIP, _("I do not have it"))]
    code = await talk.ask(
        "service_code", Words(_("What is your company's service code?"), options=skip, longest=40)
    )
    service_code = "" if code == SKIP else code
    claim: Claim = await talk.once(
        "claim", partial(identity_claims.make, session, talk.person, phone, service_code, now)
    )
    for attempt in range(identity_claims.TRIES):
        written = await talk.ask(f"code{attempt}", _code(claim, again=attempt > 0))
        if written == CALL:
            await talk.once("call", partial(_call, talk, claim))
            break
        if number := await talk.once(
            f"fits{attempt}", partial(identity_claims.fits, session, claim, written, now)
        ):
            return await talk.once("is", partial(identity.found, talk, number))
    text = _(
        "If that number is on file, a colleague calls it. Tell them the code {code}. Until then I serve you all the same: just write."
    )
    return talk.say(text.format(code=claim["shown"]))


def _code(claim: Claim, *, again: bool) -> Words:
    first = _(
        "If that number is on file, its owner now has a code from me in their other chat: please write it here. Without another chat, a colleague calls the number on file: then tell them the code {code}."
    )
    other = _("That is not the code. Please look at it once more, or ask to be called.")
    return Words(
        other if again else first.format(code=claim["shown"]),
        options=[(CALL, _("📞 Please call me"))],
        longest=40,
    )


async def _call(talk: Talk, claim: Claim) -> None:
    await identity_claims.wants_call(talk.turn.session, claim, talk.turn.now)


async def for_owner(session: AsyncSession, entry: JournalEntry, owner: Person) -> Message:
    """To the one on file: the code, and what to do when it was somebody else."""
    text = _(
        "Somebody in another chat claims to be you. If it is you, write this code there: {code}\nIf not, do nothing, and give it to nobody: without it they get nowhere."
    )
    return Message(
        owner.id, text.format(code=entry.data["code"]), title=_("🔑 Your code"), priority=Priority.NOTICE
    )


async def for_staff(session: AsyncSession, entry: JournalEntry, viewer: Person) -> Message:
    """To those who can call: whom, what to hear, and a button for what came of it."""
    came = await session.get_one(Person, entry.by)
    people = [await session.get_one(Person, number) for number in entry.data["known"]]
    named = [await identity.called(session, each) for each in people]
    lines = [f"👤 {name} · {each.phones}" for name, each in zip(named, people, strict=True)]
    text = _(
        "{name} claims to be on file:\n{people}\nPlease call the number above, no other, and ask for the code that they see there: {code}. If you hear it, tap who it is."
    )
    rows = [
        [button(_("✅ It is {name}").format(name=name), "it_is_them", entry.id, 0, each.id)]
        for name, each in zip(named, people, strict=True)
    ]
    return Message(
        viewer.id,
        text.format(name=came.name, people="\n".join(lines), code=entry.data["shown"]),
        title=_("🪪 Who is it?"),
        rows=[*rows, [button(_("✖ It is not"), "it_is_them", entry.id, 0, 0)]],
        card=f"who:{came.id}",
        priority=Priority.NOTICE,
    )


@verb
async def it_is_them(turn: Turn, number: int, version: int, extra: str) -> None:
    """A colleague has called, and heard the code or not: once, in time, in the journal (CUS-4)."""
    require(turn.person, *CONFIRM)
    session = turn.session
    entry, came = await identity_claims.open_claim(session, number, turn.now)
    about = await session.get_one(Person, entry.record_id)
    chosen = row_number(extra) or 0
    if not chosen:
        await journal.write(
            session, about, Event.PERSON_NOT_THEM, by=turn.person.id, now=turn.now, claim=entry.id
        )
        return await identity.confirmed(turn, came, None)
    known = {each.id: each for each in await identity.on_file(session, came, entry.data["known"])}
    if chosen not in known:
        raise BadInput(_("This has been dealt with already."))
    await talk_rows.end_all(session, came.id, signs_in.__name__)
    return await identity.confirmed(turn, came, known[chosen])
