"""What a customer chooses of a release, and how it went; a colleague who called them answers for them (REL-2)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk import limits
from desk.access import access_choice
from desk.calendars import regions
from desk.customers import Customer
from desk.hotline import messages as ticket_messages
from desk.people import Person
from desk.releases import choosing
from desk.releases.release import Release, ReleaseChoice
from desk.releases.steps import Step
from desk.sla import emergencies
from desk.ticket import URGENCY_NAMES, Ticket, Urgency
from errors import Blocked, NotFound
from handlers.chat.cards import if_unchanged, verb
from handlers.chat.dates import When, offered
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Anything, Choice
from handlers.chat.turn import Turn
from handlers.releases import card, formatting
from handlers.releases.lists import send_files
from handlers.sales.renewals import Ahead
from i18n import _, company_day, day, moment
from i18n.joining import labelled

TIMES = (time(10), time(18))  # offered, on the next two working days
USUAL = time(10)


async def _load(turn: Turn, number: int) -> ReleaseChoice:
    return await access_choice(turn.session, turn.person, number, turn.now)


async def show(turn: Turn, choice: ReleaseChoice) -> None:
    await turn.session.flush()
    turn.reply(await card.of_choice(turn.session, choice, turn.person, turn.now))


on_choice = if_unchanged(_load, show)


@verb
@on_choice
async def choose_release(turn: Turn, choice: ReleaseChoice, extra: str) -> None:
    """`extra` is the step."""
    if extra not in list(Step):
        raise NotFound(_("I cannot find that."))
    step = Step(extra)
    release = await choosing.check(turn.session, choice, step, turn.person, turn.now)
    if step in FLOWS:
        return await start(turn, FLOWS[step], {"choice": choice.id})
    if step is Step.OFFER:
        return await _offer(turn, release, choice)
    await choosing.take(turn.session, choice, step, turn.person, turn.now)
    turn.say(_(formatting.REPLIES[step]))
    if step is Step.INSTALL:
        send_files(turn, release, await formatting.title(turn.session, release, turn.person))
    return None


async def _offer(turn: Turn, release: Release, choice: ReleaseChoice) -> None:
    title = await formatting.title(turn.session, release, turn.person)
    said = _("An offer for {title}, please.").format(title=title)
    ticket = await choosing.offer(turn.session, choice, said, turn.person, turn.now)
    turn.say(_filed(ticket, Step.OFFER))


def _filed(ticket: Ticket | None, step: Step) -> str:
    """Raises Blocked when there is nobody it could be for."""
    if ticket is None:
        raise Blocked(_("This customer has no contact on file. Please add one first."))
    return _(formatting.REPLIES[step]).format(ticket=ticket.number)


@dataclass(frozen=True)
class Wished(When):
    """A time, or any."""

    def pressed(self, key: str) -> str:
        return key if key == SKIP else super().pressed(key)


@flow
async def orders_release(talk: Talk) -> None:
    """When it suits them; the colleague who gets it agrees on it with them."""
    session, now = talk.turn.session, talk.turn.now
    choice = await access_choice(session, talk.person, talk.args["choice"], now)
    release = await choosing.check(session, choice, Step.ORDER, talk.person, now)
    times = await talk.once("times", lambda: _times(talk, choice))
    options = offered([datetime.fromisoformat(at) for at in times], lambda at: moment(at, now))
    question = _("When would it suit you? Press a time, or write one.")
    at = await talk.ask("at", Wished(question, now, usual=USUAL, options=[*options, (SKIP, _("Any time"))]))
    wished = None if at == SKIP else datetime.fromisoformat(at)
    lines = [
        _("Please install {title} for us.").format(
            title=await formatting.title(session, release, talk.person)
        ),
        *([labelled(_("Wished time"), moment(wished, now))] if wished else []),
    ]
    ticket = await choosing.order(session, choice, "\n".join(lines), wished, talk.person, now)
    talk.say(_filed(ticket, Step.ORDER))


async def _times(talk: Talk, choice: ReleaseChoice) -> list[str]:
    """On the next two working days where they are."""
    customer = await talk.turn.session.get_one(Customer, choice.customer_id)
    working = (await regions.hours_of(talk.turn.session, customer.region)).working
    found, last = [], working.local_date(talk.turn.now)
    for _n in range(2):
        last = working.next_working_day(last + timedelta(days=1))
        found += [working.instant(last, at).isoformat() for at in TIMES]
    return found


@flow
async def puts_release_off(talk: Talk) -> None:
    session, now = talk.turn.session, talk.turn.now
    choice = await access_choice(session, talk.person, talk.args["choice"], now)
    today = company_day(now)
    options = [
        ((today + timedelta(days=n)).isoformat(), day(today + timedelta(days=n), today)) for n in (7, 30, 90)
    ]
    on = await talk.ask("on", Ahead(_("When shall I ask again?"), options=options, today=today))
    await choosing.later(session, choice, date.fromisoformat(on), talk.person, now)
    talk.say(_(formatting.REPLIES[Step.LATER]).format(date=day(date.fromisoformat(on), today)))


@flow
async def tells_release_trouble(talk: Talk) -> None:
    """What goes wrong, how grave it is; with what is sent along it becomes a ticket."""
    session, now = talk.turn.session, talk.turn.now
    choice = await access_choice(session, talk.person, talk.args["choice"], now)
    release = await choosing.check(session, choice, Step.TROUBLE, talk.person, now)
    said = await talk.ask("words", Anything(_("What goes wrong? Pictures are welcome."), longest=2000))
    grades = [(urgency, _(name)) for urgency, name in URGENCY_NAMES.items()]
    urgency = await talk.ask("urgency", Choice(_("How much does it hinder your work?"), options=grades))
    title = await formatting.title(session, release, talk.person)
    told = labelled(_("After installing {title}").format(title=title), said)
    ticket = await choosing.trouble(session, choice, told, said, Urgency(urgency), talk.person, now)
    talk.say(_filed(ticket, Step.TROUBLE))
    if ticket is not None:
        await ticket_messages.move_to_ticket(session, talk.row.id, ticket.id)
        await _call(talk, ticket)


async def _call(talk: Talk, ticket: Ticket) -> None:
    """The gravest are an emergency, as when they are reported (SLA-4)."""
    session, now = talk.turn.session, talk.turn.now
    contact = await session.get_one(Person, ticket.contact_id)
    if await limits.may_call_emergency(session, contact, now):
        await emergencies.call(session, ticket, now)


FLOWS = {
    Step.ORDER: orders_release,
    Step.LATER: puts_release_off,
    Step.TROUBLE: tells_release_trouble,
}
