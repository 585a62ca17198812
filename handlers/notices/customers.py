"""Notices of identification: asks the people who can say who somebody is (CUS-4)."""

from dataclasses import replace

from desk.journal import JournalEntry
from desk.people import Person
from desk.roles import CONFIRM
from desk.roster import shifts
from desk.sales.documents import Document
from handlers.chat.message import Message, Priority
from handlers.customers import identity, signing_in
from handlers.notices.notice import Notice, managers, to
from i18n import _


async def unclear(notice: Notice) -> list[Message]:
    """One message to those on duty, else to the managers."""
    person = await notice.session.get_one(Person, notice.entry.record_id)
    messages = []
    for each in await _asked(notice):
        with to(each):
            messages.append(replace(await identity.who_is_it(notice.session, person, each), fresh=True))
    return messages


async def claimed(notice: Notice) -> list[Message]:
    """To the one on file, where they can be written to; else a colleague calls them."""
    entry = notice.entry
    if not entry.data["code"]:
        return await _to_call(notice, entry)
    owner = await notice.session.get_one(Person, entry.record_id)
    with to(owner):
        return [await signing_in.for_owner(notice.session, entry, owner)]


async def call_wanted(notice: Notice) -> list[Message]:
    return await _to_call(notice, await notice.session.get_one(JournalEntry, notice.entry.data["claim"]))


async def _to_call(notice: Notice, claim: JournalEntry) -> list[Message]:
    messages = []
    for each in await _asked(notice):
        with to(each):
            messages.append(replace(await signing_in.for_staff(notice.session, claim, each), fresh=True))
    return messages


async def _asked(notice: Notice) -> list[Person]:
    on_duty = await shifts.on_duty(notice.session, notice.now)
    return [each for each in on_duty if each.has(*CONFIRM)] or await managers(notice)


async def confirmed(notice: Notice) -> list[Message]:
    """The person is welcomed; the colleagues who were asked see that it is done, and by whom."""
    person = await notice.session.get_one(Person, notice.entry.record_id)
    data, by, messages = notice.entry.data, await notice.by(), []
    if data["known"]:
        with to(person):
            hello = _(
                "Thank you, {name}: a colleague has confirmed who you are. All that you told me is with you."
            )
            messages.append(Message(person.id, hello.format(name=person.name)))
    asked = {each.id: each for each in [*await _asked(notice), await notice.person(notice.entry.by)] if each}
    for each in asked.values():
        with to(each):
            done = (
                _("It is {name}, as {by} says.")
                if data["known"]
                else _("{name} is none of them, as {by} says.")
            )
            text = done.format(name=data["name"], by=by)
            card = Message(each.id, text, title=_("🪪 Who is it?"), card=f"who:{data['number']}", quiet=True)
            messages.append(replace(card, priority=Priority.NOTICE))
    return messages


async def document_sent(notice: Notice) -> list[Message]:
    """The contact gets the file, with who sends it (CUS-9)."""
    document = await notice.session.get_one(Document, notice.entry.record_id)
    to_whom = await notice.session.get_one(Person, notice.entry.data["given_to"])
    with to(to_whom):
        text = _("{by} sends you: {name}").format(by=await notice.by(), name=document.name)
    return [Message(to_whom.id, text, files=(document.file_id,), priority=Priority.NOTICE)]
