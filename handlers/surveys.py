"""Surveys in chat: the first question comes with the invitation, the rest follow by buttons and words (VIS-1 to VIS-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import conversation, policies, visit_backs
from desk.access import access_visit_back, require
from desk.people import Person, Role
from desk.tickets import Ticket
from desk.visit_backs import Kind, State, VisitBack
from errors import NotFound, Stale
from handlers.cards import button, verb
from handlers.message import Message, Priority
from handlers.questions import SKIP, Words, YesNo
from handlers.talk import Talk, give_way, patient, start
from handlers.turn import Turn
from language import _


async def invitation(
    session: AsyncSession, visit_back: VisitBack, person: Person, reminder: bool = False
) -> Message:
    """The first question, answered with one tap; stop and *never* are there too."""
    ticket = await session.get(Ticket, visit_back.ticket_id) if visit_back.ticket_id else None
    lines = [
        *([_("A little reminder, should you have a minute:")] if reminder else []),
        _("How satisfied are you with our help on {number} (“{title}”)?").format(
            number=ticket.number, title=ticket.title
        )
        if ticket
        else _("How satisfied are you with our products and service these weeks?"),
        _("1 = not at all, 5 = very. A minute, no more."),
    ]
    n, v = visit_back.id, visit_back.version
    stars = [button(f"{score} ⭐", "score", n, v, score) for score in range(1, 6)]
    return Message(
        person.id,
        "\n".join(lines),
        rows=[stars, [button(_("🔕 No surveys, please"), "refuse_surveys", n, v)]],
        priority=Priority.SURVEY,
        card=visit_back.ref,
        fresh=True,
    )


@verb
async def score(turn: Turn, number: int, version: int, extra: str) -> None:
    """The first answer opens the talk; a late one still lands on its own visit-back."""
    visit_back = await access_visit_back(turn.session, turn.person, number)
    if visit_back.state in (State.ANSWERED, State.DROPPED) or extra not in ("1", "2", "3", "4", "5"):
        raise Stale(_("This survey is already finished. Thank you!"))
    turn.say(_("Thank you! You gave {score} of 5.").format(score=extra), card=visit_back.ref)
    await give_way(turn, survey, {"visit_back": number})
    await start(turn, survey, {"visit_back": number}, {"score": int(extra)})


@patient
async def survey(talk: Talk) -> None:
    """Score, is everything working, a word; unhappy answers reach the quality supervisor at once (VIS-4)."""
    session = talk.turn.session
    visit_back = await access_visit_back(session, talk.person, talk.args["visit_back"])
    stars = int(talk.answers["score"])
    if stars <= await policies.value(session, policies.SURVEY_BAD):
        await talk.once(
            "bad", lambda: _unhappy(talk, visit_back, _("Survey: {score} of 5").format(score=stars))
        )
    gone = visit_back.kind is Kind.SERVICE
    working = await talk.ask(
        "working",
        YesNo(_("Is the problem gone for good?") if gone else _("Is everything working as it should?")),
    )
    words = await talk.ask(
        "words", Words(_("Anything you would like to tell us?"), options=[(SKIP, _("Nothing more"))])
    )
    said = "" if words == SKIP else words
    if not working:
        await talk.once(
            "bad", lambda: _unhappy(talk, visit_back, said or _("Survey: something is not working"))
        )
    if ticket := talk.answers.get("=bad"):
        await conversation.move_to_ticket(session, talk.row.id, int(ticket))
    await visit_backs.answered(
        session, visit_back, {"score": stars, "working": working, "words": said}, talk.turn.now
    )
    talk.say(_("That helps us a lot. Thank you!"))


async def _unhappy(talk: Talk, visit_back: VisitBack, words: str) -> int:
    ticket = await visit_backs.bad(talk.turn.session, visit_back, talk.person, words, talk.turn.now)
    talk.turn.say(
        _("I am sorry to hear that. The quality supervisor knows, and {number} is open for it.").format(
            number=ticket.number
        ),
        about=ticket.ref,
    )
    return ticket.id


@verb
async def refuse_surveys(turn: Turn, number: int, version: int, extra: str) -> None:
    visit_back = await access_visit_back(turn.session, turn.person, number)
    await visit_backs.refuse(turn.session, turn.person, visit_back, turn.now)
    turn.say(_("Understood: no more surveys. /surveys turns them on again."), card=visit_back.ref)


async def call_task(session: AsyncSession, visit_back: VisitBack, viewer: Person, now: datetime) -> Message:
    """Nobody answered: a call, with all that is needed on the card (VIS-3)."""
    contact = await session.get_one(Person, visit_back.contact_id or 0)
    ticket = await session.get(Ticket, visit_back.ticket_id) if visit_back.ticket_id else None
    lines = [
        _("{name} has not answered the survey. Please call.").format(name=contact.name),
        f"📞 {contact.phone or _('no number on file')}",
        *([f"{ticket.number} “{ticket.title}”"] if ticket else []),
        _("Ask: how satisfied (1-5)? Is everything working? Anything else?"),
    ]
    buttons = [[button(_("📞 Called"), "survey_called", visit_back.id, visit_back.version)]]
    done = visit_back.state is not State.CALL
    return Message(
        viewer.id,
        "\n".join([*lines, *([_("Done with.")] if done else [])]),
        title=_("☎️ Visit-back by phone"),
        rows=[] if done else buttons,
        card=visit_back.ref,
        priority=Priority.NOTICE,
    )


@verb
async def survey_called(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, Role.SPECIALIST, Role.SERVICE_MANAGER)
    visit_back = await turn.session.get(VisitBack, number)
    if visit_back is None:
        raise NotFound(_("I cannot find that survey."))
    await visit_backs.called(turn.session, visit_back, turn.person, turn.now)
    turn.reply(await call_task(turn.session, visit_back, turn.person, turn.now))
