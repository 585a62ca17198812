"""A trainee registers, alone or with colleagues, takes or passes on a place, cancels (TRN-2)."""

import re

from sqlalchemy import select

from desk import customers, invites
from desk.access import access_class, access_class_keeping, access_enrolment
from desk.customers import Customer
from desk.people import Person, Role
from desk.training import enrolment, enrolments, running, waiting_list
from desk.training.classes import TrainingClass
from desk.training.enrolment import Enrolment, EnrolmentState
from errors import BadInput, NotAllowed, NotFound
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Question, Which, Words, YesNo
from handlers.chat.replies import yes_or_no
from handlers.chat.turn import Turn
from handlers.customers.accounts import invited
from handlers.training import card, formatting
from i18n import _, names, plain
from i18n.joining import labelled, listed

MOST = 50  # people registered in one go
ME = "me"
TOGETHER = {
    **dict.fromkeys(
        ("一起", "要一起", "在一起", "都一起", "一起来", "together", "all together", "keep us together"),
        "yes",
    ),
    **dict.fromkeys(
        ("分开", "分开也行", "一个一个来", "不用一起", "separately", "one by one", "one at a time"), "no"
    ),
}
MYSELF = frozenset(
    {
        ME,
        "myself",
        "just me",
        "only me",
        "just myself",
        "i",
        "我",
        "我自己",
        "本人",
        "就我",
        "只有我",
        "就我自己",
        "就我一个人",
        "我一个人",
    }
)


async def may_join(turn: Turn, number: int) -> TrainingClass:
    """A class that is for them. Raises NotFound."""
    one = await turn.session.get(TrainingClass, number)
    if one is not None and await enrolment.of_person(turn.session, one, turn.person.id):
        return one
    customer = await customers.of(turn.session, turn.person)
    if one is None or not one.is_ahead or not running.may_join(one, turn.person, customer):
        raise NotFound(_("I cannot find that class."))
    return one


async def _show(turn: Turn, one: TrainingClass, row: Enrolment) -> None:
    await turn.session.flush()
    turn.reply(await card.for_trainee(turn.session, one, row, turn.person, turn.now))


@verb
async def show_class(turn: Turn, number: int, version: int, extra: str) -> None:
    """The trainer's card for those who keep it, else one's own place."""
    one = await (
        access_class(turn.session, turn.person, number) if turn.person.is_staff else may_join(turn, number)
    )
    mine = await enrolment.of_person(turn.session, one, turn.person.id)
    if turn.person.is_staff and not (one.for_staff and mine):
        return turn.reply(await card.for_trainer(turn.session, one, turn.person, turn.now))
    return turn.reply(await card.for_trainee(turn.session, one, mine, turn.person, turn.now))


@verb
async def register_me(turn: Turn, number: int, version: int, extra: str) -> None:
    """Of two who press for the last seat one has it, the other is the first on the list."""
    one = await may_join(turn, number)
    await enrolments.register(turn.session, one, [turn.person], turn.person, turn.now)
    for line in formatting.clash(
        await running.double_bookings(turn.session, turn.person, one.times, one.id), turn.now
    ):
        turn.say(line)


@verb
async def not_interested(turn: Turn, number: int, version: int, extra: str) -> None:
    row = await access_enrolment(turn.session, turn.person, number)
    await enrolments.not_interested(turn.session, row, turn.now)
    turn.say(
        _("All right. /learning shows what is on, whenever you like."),
        card=f"seat:{row.class_id}:{row.person_id}",
    )


async def _own(turn: Turn, number: int) -> tuple[TrainingClass, Enrolment]:
    row = await access_enrolment(turn.session, turn.person, number)
    return await turn.session.get_one(TrainingClass, row.class_id), row


@verb
async def take_place(turn: Turn, number: int, version: int, extra: str) -> None:
    one, row = await _own(turn, number)
    await waiting_list.take(turn.session, one, row, turn.person, turn.now)


@verb
async def pass_place(turn: Turn, number: int, version: int, extra: str) -> None:
    one, row = await _own(turn, number)
    await waiting_list.pass_on(turn.session, one, row, turn.person, turn.now)
    await _show(turn, one, row)


@verb
async def cancel_seat(turn: Turn, number: int, version: int, extra: str) -> None:
    one, row = await _own(turn, number)
    await enrolments.cancel(turn.session, one, row, turn.person, turn.now)
    await _show(turn, one, row)


@verb
async def still_coming(turn: Turn, number: int, version: int, extra: str) -> None:
    one, row = await _own(turn, number)
    await enrolments.still_coming(turn.session, row, turn.now)
    text = _("Thank you. See you there!")
    turn.reply(await card.for_trainee(turn.session, one, row, turn.person, turn.now, text))


@verb
async def one_by_one(turn: Turn, number: int, version: int, extra: str) -> None:
    """The group takes seats as they fall free."""
    one, row = await _own(turn, number)
    await waiting_list.one_by_one(turn.session, one, row, turn.now)
    await _show(turn, one, row)


@verb
async def register_colleagues(turn: Turn, number: int, version: int, extra: str) -> None:
    one = await may_join(turn, number)
    enrolments.check_open(one, turn.now)
    if turn.person.customer_id is None:
        raise NotAllowed(_("Only the customer can do that."))
    await start(turn, registers_colleagues, {"class": one.id, "customer": turn.person.customer_id})


@verb
async def add_trainees(turn: Turn, number: int, version: int, extra: str) -> None:
    """The trainer registers somebody who called."""
    one = await access_class_keeping(turn.session, turn.person, number)
    await start(turn, registers_somebody, {"class": one.id})


class Names(Words):
    """Names, one or several, between commas or on lines."""

    def heard(self, said: Said) -> str:
        found = [plain.name(each) for each in split(super().heard(said))]
        if not all(found) or len(found) > MOST:
            raise BadInput(_("Please write names, one a line: {n} at most.").format(n=MOST))
        return "\n".join(dict.fromkeys(found))


_BETWEEN = re.compile(r"[,，、;；/&+\n]|\b(?:and|with)\b", re.IGNORECASE)
_JOINED = re.compile(r"([和跟与及])")
SHORTEST = 2  # characters of a Chinese name: 和 may be a part of one
LONGEST = 200  # characters between two commas that are looked at


def split(text: str) -> list[str]:
    """One name each: `我和方志强`, “me and Oliver”; 李和平 is one person."""
    return [name for part in _BETWEEN.split(text) if part.strip() for name in _apart(part.strip())]


def _apart(part: str) -> list[str]:
    if len(part) > LONGEST:
        return [part]
    first, *rest = _JOINED.split(part)
    found = [first.strip()]
    for sign, after in zip(rest[::2], map(str.strip, rest[1::2]), strict=True):
        if len(after) >= SHORTEST and (found[-1] in MYSELF or len(found[-1]) >= SHORTEST):
            found.append(after)
        else:
            found[-1] += sign + after
    return found


@flow
async def registers_colleagues(talk: Talk) -> None:
    """Contacts on file by button or name; a new name becomes a contact, whose link is to be passed on."""
    session, now = talk.turn.session, talk.turn.now
    one = await may_join(talk.turn, talk.args["class"])
    others = await _colleagues(talk, one)
    mine = await enrolment.of_person(session, one, talk.person.id)
    outside = mine is None or mine.state not in enrolment.IN_IT
    prompt = _("Who comes along? Please write their names, one a line.")
    shown = "\n".join([prompt, *(f"• {person.name}" for person in others)])
    alone = [(ME, _("Only me"))] if outside else []
    options = [*alone, *((str(person.id), person.name) for person in others)]
    said = split(await talk.ask("names", Names(shown, options=options)))
    rest = [name for name in said if not _is_own(talk.person, name)]
    comes = len(rest) < len(said)
    if outside and not comes and len(rest) != talk.args.get("number"):
        comes = await talk.ask("me", YesNo(_("And you, do you come too?")))
    together = await _together(talk, one, len(rest) + comes)
    people = [*([talk.person] if comes else []), *await _people(talk, others, rest)]
    rows = await enrolments.register(session, one, people, talk.person, now, together=together)
    await _tell(talk, one, rows)


def _is_own(person: Person, name: str) -> bool:
    return (
        name == ME or names.key(name) == names.key(person.name) or name.strip(" .。!！").casefold() in MYSELF
    )


async def _colleagues(talk: Talk, one: TrainingClass) -> list[Person]:
    customer = await customers.of(talk.turn.session, talk.person)
    people = await customers.contacts(talk.turn.session, customer) if customer else []
    inside = {row.person_id for row in await enrolment.of_class(talk.turn.session, one, *enrolment.IN_IT)}
    return [person for person in people if person.id != talk.person.id and person.id not in inside]


async def _people(talk: Talk, others: list[Person], said: list[str]) -> list[Person]:
    """Those on file, and new ones for names that nobody there has."""
    by_number = {str(person.id): person for person in others}
    by_name = {names.key(person.name): person for person in others}
    found = []
    for name in said:
        known = by_number.get(name) or by_name.get(names.key(name))
        found.append(known or await _new(talk, name))
    return list({person.id: person for person in found}.values())


async def _new(talk: Talk, name: str) -> Person:
    async def make() -> int:
        person = Person(
            name=name, language=talk.person.language, zone=talk.person.zone, customer_id=talk.person.customer_id,
            created_at=talk.turn.now, role_rows=[],
        )  # fmt: skip
        person.give(Role.CONTACT)
        talk.turn.session.add(person)
        await talk.turn.session.flush()
        return person.id

    return await talk.turn.session.get_one(Person, await talk.once(f"person {name}", make))


class Together(Choice):
    """Yes, all of us; or separately."""

    def heard(self, said: Said) -> str:
        words = said.text.strip(" .。!！").casefold()
        if words in TOGETHER:
            return TOGETHER[words]
        answer = yes_or_no(words)
        return super().heard(said) if answer is None else "yes" if answer else "no"


async def _together(talk: Talk, one: TrainingClass, number: int) -> bool:
    """Asked only when there are not enough seats for all of them."""
    if number < 2 or await enrolment.free_seats(talk.turn.session, one) >= number:
        return False
    question = Together(
        _(
            "There are not enough seats for all of you now. Shall I keep the group together on the waiting list?"
        ),
        options=[("yes", _("👥 All together or not at all")), ("no", _("1️⃣ One by one will do"))],
    )
    return await talk.ask("together", question) == "yes"


async def _tell(talk: Talk, one: TrainingClass, rows: list[Enrolment]) -> None:
    """Who has a seat, who waits, and the links for those who have no chat with us yet."""
    session = talk.turn.session
    lines = []
    for state, label in (
        (EnrolmentState.REGISTERED, _("Seats for")),
        (EnrolmentState.WAITING, _("On the waiting list")),
    ):
        people = [(await session.get_one(Person, row.person_id)).name for row in rows if row.state is state]
        lines += [labelled(label, listed(people))] if people else []
    talk.say(
        "\n".join(lines),
        rows=[[button(_("🎓 My classes"), "my_learning", talk.person.id)]],
        title=await formatting.title(session, one),
    )
    for number in [value for name, value in talk.answers.items() if name.startswith("=person ")]:
        person = await session.get_one(Person, number)
        code = await invites.make(session, talk.turn.now, person=person, by=talk.person.id)
        talk.say(invited(talk.turn, person, code))


@flow
async def registers_somebody(talk: Talk) -> None:
    """Found by name, phone or company; several who are called so are offered."""
    session = talk.turn.session
    one = await access_class_keeping(session, talk.person, talk.args["class"])
    asked = await talk.ask("who", Words(_("Whom? A name, or a company.")))
    found = await talk.once("found", lambda: _found(talk, one, asked))
    if not found:
        talk.say(_("I know nobody called {name}. /find looks for more.").format(name=asked[:40]))
        talk.correct("who", "=found")
    which = await talk.ask("which", _which(found))
    person = await session.get_one(Person, int(which))
    await enrolments.register(session, one, [person], talk.person, talk.turn.now)


def _which(found: list[list[str]]) -> Question[str]:
    return Which(_("Which of them?"), options=[(number, label) for number, label in found])


async def _found(talk: Talk, one: TrainingClass, asked: str) -> list[list[str]]:
    session = talk.turn.session
    words = asked.strip()[:40]
    at_company = Customer.name.icontains(words, autoescape=True)
    called = Person.name.icontains(words, autoescape=True)
    query = select(Person).where(
        Person.active, called | Person.customer_id.in_(select(Customer.id).where(at_company))
    )
    people = await session.scalars(query.order_by(Person.name, Person.id).limit(60))
    return [
        [str(person.id), await _whose(talk, person)] for person in people if one.for_staff == person.is_staff
    ]


async def _whose(talk: Talk, person: Person) -> str:
    customer = await customers.of(talk.turn.session, person)
    return f"{person.name} · {customer.name}" if customer else person.name
