"""Customers that are somebody else's now (CUS-8)."""

from collections.abc import Sequence

from desk.customers import Customer
from desk.people import Person
from desk.sales.account_team import DUTY_NAMES, Duty
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, to
from i18n import _, ngettext

SHOWN = 8  # customers with a button each


async def entrusted(notice: Notice) -> list[Message]:
    """One customer is theirs now; who has taken it on themselves is told nothing."""
    person = await notice.person(notice.entry.data["given_to"])
    if person is None or person.id == notice.entry.by:
        return []
    customer = await notice.session.get_one(Customer, notice.entry.record_id)
    return [_theirs(person, notice.entry.data["duty"], [customer], "")]


async def handed_over(notice: Notice) -> list[Message]:
    """All that somebody who has left answered for."""
    data = notice.entry.data
    person = await notice.session.get_one(Person, notice.entry.record_id)
    was = await notice.person(data["was"])
    found = [await notice.session.get_one(Customer, number) for number in data["customers"]]
    return [_theirs(person, data["duty"], found, was.name if was else "")]


def _theirs(person: Person, duty: str, found: Sequence[Customer], was: str) -> Message:
    with to(person):
        text = ngettext(
            "You are the {duty} of {n} customer now.", "You are the {duty} of {n} customers now.", len(found)
        ).format(duty=_(DUTY_NAMES[Duty(duty)]), n=len(found))
        if was:
            text += " " + _("{name}, who answered for them, has left.").format(name=was)
        lines = [f"• {each.name}" for each in found]
        rows = [[button(f"🏢 {each.name}", "customer_file", each.id)] for each in found[:SHOWN]]
        return Message(person.id, "\n".join([text, *lines]), rows=rows, priority=Priority.NOTICE)
