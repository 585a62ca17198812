"""The customer's sign-off: the record in one message, signed with one tap, and a word if they like (DIS-5, DIS-8)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk import closing
from desk.access import access_own_dispatch
from desk.dispatch import visit_record
from desk.dispatch.orders import Dispatch
from desk.dispatch.visit_record import Opinion
from desk.people import Person
from desk.ticket import Ticket
from errors import BadInput
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, patient, start
from handlers.chat.message import Message, Priority
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.tickets.sign_off_buttons import choices, record
from i18n import _


async def unsolved(session: AsyncSession, order: Dispatch) -> Message:
    """After a visit that did not solve it: what was done, and that it goes on."""
    ticket = await session.get_one(Ticket, order.ticket_id)
    engineer = await session.get_one(Person, order.engineer_id or 0)
    text = record(order, engineer.name)
    going_on = _(
        "It is not solved yet. The service manager arranges what comes next, and you will hear from us."
    )
    return Message(
        ticket.contact_id,
        f"{text}\n\n{going_on}",
        title=ticket.number,
        rows=[] if order.signed_at else choices(order, solved=False),
        card=order.ref,
        about=ticket.ref,
        priority=Priority.NOTICE,
    )


@verb
async def sign_visit(turn: Turn, number: int, version: int, extra: str) -> None:
    """Signed at once; then a word, which may be left out. A second tap is told kindly that it is signed."""
    order = await access_own_dispatch(turn.session, turn.person, number)
    if extra not in list(Opinion):
        raise BadInput(_("I do not know this button any more. Just write me what you need."))
    opinion = Opinion(extra)
    await closing.sign(turn.session, order, opinion, turn.person, turn.now)
    if opinion is Opinion.SATISFIED:
        return turn.say(_("Signed. Thank you! The report follows."), card=order.ref)
    return await start(turn, say_more, {"order": number})


@patient
async def say_more(talk: Talk) -> None:
    """What went wrong; and whether somebody else should come, if somebody is to come again."""
    session = talk.turn.session
    order = await access_own_dispatch(session, talk.person, talk.args["order"])
    engineer = await session.get_one(Person, order.engineer_id or 0)
    wrong = order.opinion == Opinion.UNSOLVED
    prompt = _("What still goes wrong?") if wrong else _("What should have been better?")
    words = await talk.ask("words", Words(prompt, options=[(SKIP, _("Nothing more"))]))
    another = False
    if wrong:
        options = [("same", engineer.name), ("another", _("Somebody else, please"))]
        another = await talk.ask("who", Choice(_("Who should come?"), options=options)) == "another"
    said = "" if words == SKIP else words
    await visit_record.remark(session, order, said, talk.person, talk.turn.now, another=another)
    talk.say(_("Thank you. The service manager reads this."))
