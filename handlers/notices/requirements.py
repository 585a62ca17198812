"""Who hears of a requirement: the person who is to act, and everybody who asked, each once a moment (REQ)."""

from collections.abc import Iterable
from dataclasses import replace

from desk import jobs
from desk.customers import Customer
from desk.people import Person, account_of
from desk.requirements import people
from desk.requirements.requirement import Requirement, RequirementState, Voice
from desk.requirements.steps import Step
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_anew, headline, to
from handlers.requirements import card, formatting
from handlers.requirements.evaluating import evaluation_report
from i18n import N_, _, moment

HEADLINES: dict[str, str] = {  # of a step, for the person who has it now
    Step.TAKE_UP: N_("{who} has taken it up; it is to be evaluated."),
    Step.NEEDS_MORE: N_("It is needed all the same: {why}"),
    Step.TO_SALES: N_("{who} says that it is for sales."),
    Step.TO_PRODUCT: N_("{who} says that it is about the product."),
    Step.ASK_AGAIN: N_("It is asked for again."),
    Step.LOOK_AGAIN: N_("It is to be looked at again."),
    Step.SIGNED: N_("The customer has signed: work can begin."),
    Step.LAPSED: N_("The customer does not want it now."),
    Step.NOT_QUITE: N_("It does not quite do what is needed: {why}"),
    Step.CANCEL: N_("The customer cancels a signed one: {why}"),
}
REPLIES: dict[str, str] = {  # of a step, for the customer who took it
    Step.FITS: N_("Glad to hear it! Just write whenever something comes up."),
    Step.NEEDS_MORE: N_("Thank you. It is evaluated, and you hear what comes of it."),
    Step.ASK_AGAIN: N_("Thank you, we look at it again."),
    Step.CONFIRM: N_("Thank you for telling us!"),
    Step.NOT_QUITE: N_("Thank you. We go on with it, and you hear when it is better."),
    Step.CANCEL: N_("Sales get in touch with you about it."),
    "": N_("Thank you for telling us!"),
}


async def _requirement(notice: Notice) -> Requirement:
    return await notice.session.get_one(Requirement, notice.entry.record_id)


async def _staff(
    notice: Notice, requirement: Requirement, fresh: Iterable[int], lead: str = ""
) -> list[Message]:
    """The person who is to act gets a new message; the others' cards show it."""
    anew = set(fresh)
    staff = [
        person
        for number in dict.fromkeys([*requirement.recipients, *anew])
        if (person := await notice.person(number)) and person.is_staff
    ]

    async def made(person: Person) -> Message:
        text = await headline(notice, lead) if person.id in anew else ""
        return await card.for_staff(notice.session, requirement, person, notice.now, text)

    return await cards_anew(staff, anew, made)


def _holder(requirement: Requirement) -> list[int]:
    return [requirement.holder_id] if requirement.holder_id else []


async def heard(notice: Notice) -> list[Message]:
    """The person who judges it has it; the person who asked has its number and by when they hear."""
    requirement = await _requirement(notice)
    voice = await notice.session.get_one(Voice, notice.entry.data["voice"])
    if voice.source == "table" and requirement.state is not RequirementState.HEARD:
        return []  # it was taken up long ago, in the tracker it comes from
    made = await _staff(notice, requirement, _holder(requirement), N_("Somebody asks for something new."))
    person = await notice.person(voice.person_id)
    if person is None or await account_of(notice.session, person.id) is None:
        return made
    with to(person):
        by = moment(requirement.limit_at or requirement.first_word_by, notice.now)
        text = _("Thank you. Your wish is {number}; you have a first word by {time}.").format(
            number=requirement.number, time=by
        )
        if requirement.state is RequirementState.COMMERCIAL:
            name = (await notice.person(requirement.holder_id) or person).name
            text = _("Thank you. {name} of sales gets in touch with you by {time}.").format(
                name=name, time=by
            )
        mine = await card.for_customer(notice.session, requirement, person, notice.now, text)
    return [*made, replace(mine, fresh=True)]


async def joined(notice: Notice) -> list[Message]:
    requirement = await _requirement(notice)
    return await _staff(notice, requirement, [])


async def moved(notice: Notice) -> list[Message]:
    """By the step: the person who is to act next gets a new card; the one who took it sees it taken."""
    requirement, step = await _requirement(notice), str(notice.entry.data["step"])
    acting = [number for number in _holder(requirement) if number != notice.entry.by]
    fresh = acting if step in HEADLINES else []
    made = await _staff(notice, requirement, fresh, HEADLINES.get(step, ""))
    by = await notice.person(notice.entry.by)
    if step == Step.TAKE_BACK:
        return [each for each in made if by is None or each.to != by.id]  # they have its page again
    if by is None:
        return made
    if step == Step.NOT_QUITE:
        made += await _others(notice, requirement, by)
    with to(by):
        if by.is_staff and by.id not in requirement.recipients:
            made.append(
                replace(await card.for_staff(notice.session, requirement, by, notice.now), quiet=True)
            )
        if not by.is_staff:
            reply = _(REPLIES.get(step, ""))
            made.append(await card.for_customer(notice.session, requirement, by, notice.now, reply))
    return made


async def _others(notice: Notice, requirement: Requirement, by: Person) -> list[Message]:
    """It is in work again: the person who else asked is not asked any more whether it fits; their card changes where it stands."""
    made = []
    for voice in await people.voices(notice.session, requirement):
        person = await notice.person(voice.person_id)
        if person is None or person.id == by.id or await account_of(notice.session, person.id) is None:
            continue
        with to(person):
            text = _("Somebody needs a little more, so we go on with it; you hear when it is better.")
            message = await card.for_customer(notice.session, requirement, person, notice.now, text)
        made.append(replace(message, quiet=True, priority=Priority.NOTICE))
    return made


async def told(notice: Notice) -> list[Message]:
    """Each of them in their language; for whom no chat reaches, the person who looks after them is asked to tell."""
    requirement = await _requirement(notice)
    made = []
    for number in notice.entry.data["voices"]:
        voice = await notice.session.get_one(Voice, number)
        person = await notice.person(voice.person_id)
        if person is None or await account_of(notice.session, person.id) is None:
            made += await _by_somebody(notice, requirement, voice, person)
            continue
        with to(person):
            text = formatting.news(requirement, notice.now)
            message = await card.for_customer(notice.session, requirement, person, notice.now, text)
        made.append(replace(message, fresh=True, priority=Priority.NOTICE))
    return made


async def _by_somebody(
    notice: Notice, requirement: Requirement, voice: Voice, person: Person | None
) -> list[Message]:
    if person is not None and not person.active:
        return []  # they have left
    customer = await notice.session.get(Customer, voice.customer_id) if voice.customer_id else None
    keeper = await people.judge(notice.session, customer, notice.now)
    if keeper is None:
        return []
    with to(keeper):
        who = " · ".join(
            x
            for x in (
                customer.name if customer else "",
                person.name if person else "",
                person.phones if person else "",
            )
            if x
        )
        text = _("Please tell {who}, who cannot be written to:").format(who=who)
        lines = [text, "", formatting.news(requirement, notice.now)]
        return [
            Message(
                keeper.id, "\n".join(lines), title=f"🧩 {requirement.number} · {requirement.title}", priority=Priority.NOTICE,
                about=requirement.ref,
            )
        ]  # fmt: skip


async def late(notice: Notice) -> list[Message]:
    """Those above, and again the person who has it."""
    requirement = await _requirement(notice)
    return await _staff(notice, requirement, notice.entry.data["to"], N_("This waits too long; please act."))


async def status(notice: Notice) -> list[Message]:
    """How it stands in R&D's tracker: its holder hears, unless they said it; the person who asked hears at the four moments only (HOT-14)."""
    requirement = await _requirement(notice)
    fresh = [number for number in _holder(requirement) if number != notice.entry.by]
    return await _staff(notice, requirement, fresh, N_("News from R&D's tracker: {why}"))


async def changed(notice: Notice) -> list[Message]:
    """Merged, or parted again: the cards show it."""
    requirement = await _requirement(notice)
    made = await _staff(notice, requirement, [])
    other = notice.entry.data.get("into") or notice.entry.data.get("of")
    whole = await notice.session.get(Requirement, other) if other else None
    return made + (await _staff(notice, whole, []) if whole else [])


async def reported(notice: Notice) -> list[Message]:
    """To sales, implementation and the general manager, and to the person who made it (REQ-5)."""
    by = await notice.person(notice.entry.by)
    if by is None:
        return []
    told = [notice.entry.data["evaluations"], by.id]
    for reader in dict.fromkeys([*await people.report_readers(notice.session), by]):
        await jobs.ask(notice.session, evaluation_report.__name__, told, reader, notice.now)
    return []
