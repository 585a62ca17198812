"""A customer is lost, and why; or not after all: on their card, and when a service period ends without another one (STA-5)."""

from datetime import date

from desk import administration
from desk.access import access_loss, access_renewal
from desk.calendars import dates
from desk.customers import Customer
from desk.sales import losses, renewal_answers
from desk.sales.losses import REASON_NAMES, LossReason
from desk.sales.renewals import Renewal, RenewalAnswer
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.customers.profile import customer_file
from handlers.sales.renewals import on_renewal, show
from i18n import _, day


@verb
async def lose_customer(turn: Turn, number: int, version: int, extra: str) -> None:
    """Asked why and since when."""
    customer = await access_loss(turn.session, turn.person, number)
    await start(turn, loses, {"customer": customer.id})


@flow
async def loses(talk: Talk) -> None:
    """Why, in a few words more if there are any; since when only if their service goes on."""
    session, now = talk.turn.session, talk.turn.now
    customer = await access_loss(session, talk.person, talk.args["customer"])
    reason, words = await _asks_why(talk, customer)
    today = await dates.today_of(session, customer, now)
    first = losses.first_day_without(customer, today)
    if first > today:
        options = [
            (first.isoformat(), _("After their service period, from {date}").format(date=day(first, today)))
        ]
        options.append((today.isoformat(), _("From today")))
        first = date.fromisoformat(await talk.ask("on", Choice(_("From when on?"), options=options)))
    await losses.lose(session, customer, reason, words, first, talk.person, now)
    await _settled(talk.turn, customer)


async def _asks_why(talk: Talk, customer: Customer) -> tuple[LossReason, str]:
    reasons = [(reason.value, _(name)) for reason, name in REASON_NAMES.items()]
    question = Choice(_("Why is {customer} lost?").format(customer=customer.name), options=reasons, columns=2)
    reason = await talk.ask("reason", question)
    more = Words(_("In a few words, if there is more to say:"), options=[(SKIP, _("Skip"))], longest=300)
    words = await talk.ask("words", more)
    return LossReason(reason), "" if words == SKIP else words


async def _settled(turn: Turn, customer: Customer) -> None:
    await administration.customer_changed(turn.session, customer, turn.now)
    await customer_file(turn, customer.id, 0, "")


@verb
async def keep_customer(turn: Turn, number: int, version: int, extra: str) -> None:
    """Not lost after all."""
    customer = await access_loss(turn.session, turn.person, number)
    await losses.win_back(turn.session, customer, turn.person.id, turn.now)
    await _settled(turn, customer)


@verb
@on_renewal
async def renewal_lost(turn: Turn, renewal: Renewal, extra: str) -> None:
    """With one tap, if it has been said why they do not renew."""
    if renewal.answer is not RenewalAnswer.DECLINES:
        return await start(turn, lost_at_the_end, {"renewal": renewal.id})
    await _lost(turn, renewal, LossReason(renewal.reason), renewal.words)
    return None


@flow
async def lost_at_the_end(talk: Talk) -> None:
    """Nobody had said yet why."""
    renewal = await access_renewal(talk.turn.session, talk.person, talk.args["renewal"])
    customer = await talk.turn.session.get_one(Customer, renewal.customer_id)
    reason, words = await _asks_why(talk, customer)
    await _lost(talk.turn, renewal, reason, words)


async def _lost(turn: Turn, renewal: Renewal, reason: LossReason, words: str) -> None:
    await renewal_answers.lost(turn.session, renewal, reason, words, turn.person, turn.now)
    customer = await turn.session.get_one(Customer, renewal.customer_id)
    await administration.customer_changed(turn.session, customer, turn.now)
    await show(turn, renewal)


@verb
@on_renewal
async def renewal_stays(turn: Turn, renewal: Renewal, extra: str) -> None:
    """A customer without a service period."""
    await renewal_answers.stays(turn.session, renewal, turn.person, turn.now)
    await show(turn, renewal)
