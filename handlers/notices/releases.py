"""Who hears of a release: who waits for it first, the others after them; and R&D how it goes (REL-2)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from desk.customers import Customer
from desk.people import Person
from desk.releases import announcing, choosing, fixes
from desk.releases.release import Release, ReleaseChoice
from desk.releases.steps import Step
from desk.ticket import Ticket
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_for, managers, to
from handlers.releases import card, formatting
from i18n import _, ngettext
from i18n.joining import labelled


async def _release(notice: Notice) -> Release:
    return await notice.session.get_one(Release, notice.entry.record_id)


async def _choice(notice: Notice) -> ReleaseChoice:
    return await notice.session.get_one(ReleaseChoice, notice.entry.record_id)


async def announced(notice: Notice) -> list[Message]:
    """The person who works on a ticket that waits for it; several are one message."""
    release = await _release(notice)
    made = []
    for person, tickets in await _working_on(notice, notice.entry.data["tickets"]):
        with to(person):
            text = ngettext(
                "{number} mends what this ticket waits for; its customer hears first:",
                "{number} mends what these tickets wait for; their customers hear first:",
                len(tickets),
            )
            made.append(await _about(notice, release, person, text.format(number=release.number), tickets))
    return made


async def _working_on(notice: Notice, numbers: Iterable[int]) -> list[tuple[Person, list[Ticket]]]:
    """The assignee, else the owner, else the managers, with those that are still open."""
    found: dict[int, tuple[Person, list[Ticket]]] = {}
    for number in numbers:
        ticket = await notice.session.get_one(Ticket, number)
        if not ticket.is_open:
            continue
        person = await notice.person(ticket.assignee_id or ticket.owner_id)
        for each in [person] if person and person.active else await managers(notice):
            found.setdefault(each.id, (each, []))[1].append(ticket)
    return list(found.values())


async def _about(
    notice: Notice, release: Release, person: Person, text: str, tickets: Iterable[Ticket]
) -> Message:
    lines = [text, *(f"• {labelled(each.number, each.title)}" for each in tickets)]
    return Message(
        person.id,
        "\n".join(lines),
        title="🚀 " + await formatting.title(notice.session, release, person),
        rows=[[button(_("🚀 The release"), "show_release", release.id)]],
        priority=Priority.NOTICE,
    )


async def told(notice: Notice) -> list[Message]:
    """Contacts who wait for it, and the main one, in their language."""
    choice = await _choice(notice)
    made = []
    for person in await choosing.asked_of(notice.session, choice):
        with to(person):
            waits = await fixes.own(notice.session, choice.waits, person)
            text = _("What you are waiting for is there:") if waits else _("There is something new for you:")
            text = text if choice.asked == 1 else _("You have not chosen yet what to do with it:")
            message = await card.of_choice(notice.session, choice, person, notice.now, text)
        made.append(replace(message, fresh=True))
    return made


async def how(notice: Notice) -> list[Message]:
    choice = await _choice(notice)
    made = []
    for person in await choosing.asked_of(notice.session, choice):
        with to(person):
            text = _("How did it go with this version?")
            message = await card.of_choice(notice.session, choice, person, notice.now, text)
        made.append(replace(message, fresh=True, priority=Priority.SURVEY))
    return made


async def call(notice: Notice) -> list[Message]:
    """They do not answer, or cannot be written to: the person who looks after them calls, and answers for them."""
    choice, made = await _choice(notice), []
    for person in await choosing.responsible_staff(notice.session, choice, notice.now):
        with to(person):
            text = _("Please call them about this version, and press what they say.")
            message = await card.of_choice(notice.session, choice, person, notice.now, text)
        made.append(replace(message, fresh=True))
    return made


async def _everywhere(notice: Notice, choice: ReleaseChoice) -> list[Message]:
    """The cards of those who were asked or called, and of who has said it, show where it stands now."""
    by = await notice.person(notice.entry.by)
    people = [
        *await choosing.asked_of(notice.session, choice),
        *await choosing.responsible_staff(notice.session, choice, notice.now),
        *([by] if by else []),
    ]
    made = partial(card.of_choice, notice.session, choice, now=notice.now)
    return await cards_for(dict.fromkeys(people), made, fresh=False, quiet=True)


async def chosen(notice: Notice) -> list[Message]:
    """It stands on every card there is; that it went well also reaches those whose tickets waited for it."""
    choice = await _choice(notice)
    made = await _everywhere(notice, choice)
    if notice.entry.data["step"] != Step.WELL:
        return made
    release = await notice.session.get_one(Release, choice.release_id)
    customer = await notice.session.get_one(Customer, choice.customer_id)
    for person, tickets in await _working_on(notice, fixes.numbers(choice.waits, fixes.TICKET)):
        with to(person):
            text = _("{customer} has installed it, and it went well:").format(customer=customer.name)
            made.append(await _about(notice, release, person, text, tickets))
    return made


async def ended(notice: Notice) -> list[Message]:
    return await _everywhere(notice, await _choice(notice))


async def withdrawn(notice: Notice) -> list[Message]:
    """The person who has it or is to get it hears; the person who has not chosen it sees it on the card."""
    release, data, made = await _release(notice), notice.entry.data, []
    for number in data["choices"]:
        choice = await notice.session.get_one(ReleaseChoice, number)
        for person in await choosing.asked_of(notice.session, choice) or await choosing.responsible_staff(
            notice.session, choice, notice.now
        ):
            with to(person):
                text = _("We have withdrawn this version. Please do not install it.")
                message = await card.of_choice(notice.session, choice, person, notice.now, text)
            made.append(replace(message, fresh=True))
    for number in data["ended"]:
        made += await _everywhere(notice, await notice.session.get_one(ReleaseChoice, number))
    for person, tickets in await _working_on(notice, data["tickets"]):
        with to(person):
            text = _("{number} is withdrawn; please do not install it: {why}").format(
                number=release.number, why=release.withdrawn_for(person.language)
            )
            made.append(await _about(notice, release, person, text, tickets))
    return made


async def troubled(notice: Notice) -> list[Message]:
    """R&D sees the count; with many it is sent as a new message, so that they think of withdrawing it."""
    release, many = await _release(notice), bool(notice.entry.data["many"])
    made = []
    for person in await announcing.responsible_staff(notice.session, release):
        with to(person):
            times = int(notice.entry.data["times"])
            text = ngettext(
                "There was trouble at {n} customer.", "There was trouble at {n} customers.", times
            ).format(n=times)
            message = await card.for_staff(notice.session, release, person, notice.now, text)
        made.append(replace(message, fresh=many, quiet=not many, loud=many))
    return made
