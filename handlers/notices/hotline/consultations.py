"""Questions to colleagues and to R&D: each side hears what the other said; the customer only that it is looked into (HOT-9)."""

from dataclasses import replace
from functools import partial

from desk.hotline.consultations import Consultation, ConsultationKind
from handlers.chat.message import Message, Priority
from handlers.hotline import consultations
from handlers.notices.notice import Notice, cards_for, customer, managers, numbered, refresh
from i18n import _

REMINDERS = 2  # reminders before the manager hears, too


async def asked(notice: Notice) -> list[Message]:
    consultation = await _consultation(notice)
    return (
        await _card(notice, [consultation.asked_to])
        + await _files(notice, [consultation.asked_to])
        + await refresh(notice)
    )


async def said(notice: Notice) -> list[Message]:
    """To the other side."""
    consultation = await _consultation(notice)
    other = consultation.asked_by if notice.entry.by == consultation.asked_to else consultation.asked_to
    return await _card(notice, [other]) + await _files(notice, [other])


async def answered(notice: Notice) -> list[Message]:
    """To the asker and the ticket's owner; the card of the colleague who answered shows it."""
    consultation, ticket = await _consultation(notice), await notice.ticket()
    people = list(dict.fromkeys(n for n in (consultation.asked_by, ticket.owner_id, ticket.assignee_id) if n))
    people = [number for number in people if number != consultation.asked_to]
    return (
        await _card(notice, people)
        + await _files(notice, people)
        + [replace(card, quiet=True, fresh=False) for card in await _card(notice, [consultation.asked_to])]
        + await refresh(notice)
    )


async def changed(notice: Notice) -> list[Message]:
    """Withdrawn, or with another date: both see it."""
    consultation = await _consultation(notice)
    return await _card(notice, [consultation.asked_by, consultation.asked_to]) + await refresh(notice)


async def status(notice: Notice) -> list[Message]:
    """How it stands in R&D's tracker: news to who waits for it, and to R&D if nobody of them said it (HOT-14)."""
    consultation, ticket = await _consultation(notice), await notice.ticket()
    people = dict.fromkeys(
        n for n in (consultation.asked_by, ticket.owner_id, ticket.assignee_id, consultation.asked_to) if n
    )
    return [
        replace(card, fresh=card.to != notice.entry.by, quiet=card.to == notice.entry.by)
        for card in await _card(notice, list(people))
    ] + await refresh(notice)


async def due(notice: Notice) -> list[Message]:
    """The date has come: R&D, who gave it and who owns it; after some days the manager, too."""
    consultation, ticket = await _consultation(notice), await notice.ticket()
    people = [consultation.asked_to, consultation.asked_by, *([ticket.owner_id] if ticket.owner_id else [])]
    if consultation.reminded > REMINDERS:
        people += [person.id for person in await managers(notice)]
    return await _card(notice, list(dict.fromkeys(people)))


async def given_to_developer(notice: Notice) -> list[Message]:
    return await refresh(notice) + await customer(
        notice,
        lambda _t, by: _("Our developers look into it. {name} keeps track of it and tells you.").format(
            name=by
        ),
    )


async def came_back(notice: Notice) -> list[Message]:
    return await refresh(notice)


async def _consultation(notice: Notice) -> Consultation:
    return await notice.session.get_one(Consultation, notice.entry.record_id)


async def _card(notice: Notice, people: list[int]) -> list[Message]:
    made = partial(consultations.card, notice.session, await _consultation(notice), now=notice.now)
    return await cards_for(await numbered(notice, people), made, fresh=True, priority=Priority.NOTICE)


async def _files(notice: Notice, people: list[int]) -> list[Message]:
    """What came along with the words."""
    files, ticket = tuple(notice.entry.data.get("files", [])), await notice.ticket()
    consultation = await _consultation(notice)
    icon = "🔬" if consultation.kind is ConsultationKind.DEVELOPER else "❓"
    return [
        Message(n, f"{icon} 📎 {await notice.by()}", title=ticket.number, about=consultation.ref, files=files)
        for n in people
        if files
    ]
