"""Notices of projects: to the person who is to act next, the members, and the customer (PRJ)."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from desk.people import Person
from desk.projects import assessment, interruption, people, preparation
from desk.projects.plan import Item, Side
from desk.projects.project import Project
from desk.projects.steps import Step
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_for, headline, news, to
from handlers.projects import card, customer_card, formatting, items
from i18n import N_, _
from i18n.joining import listed

Who = Callable[[Notice, Project], Awaitable[list[Person]]]


async def the_project(notice: Notice) -> Project:
    return await notice.session.get_one(Project, notice.entry.record_id)


async def _applicant(notice: Notice, project: Project) -> list[Person]:
    return [await notice.session.get_one(Person, project.applied_by)]


async def _heads(notice: Notice, project: Project) -> list[Person]:
    return await people.heads(notice.session)


async def _manager(notice: Notice, project: Project) -> list[Person]:
    found = await people.manager(notice.session, project)
    return [found] if found else []


async def _sales(notice: Notice, project: Project) -> list[Person]:
    return await people.sellers(notice.session, project)


async def _members(notice: Notice, project: Project) -> list[Person]:
    return await people.members(notice.session, project)


async def _contact(notice: Notice, project: Project) -> list[Person]:
    found = await people.contact(notice.session, project)
    return [found] if found else []


async def _asker(notice: Notice, project: Project) -> list[Person]:
    asker = await notice.person(project.asked_by or notice.entry.data.get("asked_by"))
    return [asker] if asker is not None and asker.is_staff else []


async def _granters(notice: Notice, project: Project) -> list[Person]:
    return await interruption.granters(notice.session, project)


async def _assessors(notice: Notice, project: Project) -> list[Person]:
    rows = await assessment.latest(notice.session, project)
    return [await notice.session.get_one(Person, row.person_id) for row in rows]


STAFF: dict[Step, tuple[str, tuple[Who, ...]]] = {
    Step.APPLY_AGAIN: (N_("{who} applies again: {why}"), (_heads,)),
    Step.SEND_BACK: (N_("{who} sent it back: {why}"), (_applicant,)),
    Step.WITHDRAW: (N_("{who} has withdrawn the application."), (_heads, _applicant)),
    Step.APPROVE: (N_("{who} has approved it."), (_manager, _members, _sales)),
    Step.SUBMIT_PLAN: (N_("{who} has made the plan; please look at it."), (_heads,)),
    Step.RETURN_PLAN: (N_("{who} sent the plan back: {why}"), (_manager,)),
    Step.APPROVE_PLAN: (N_("{who} has approved the plan; it is with the customer."), (_manager,)),
    Step.WISH_PLAN: (N_("The customer would like the plan otherwise: {why}"), (_manager, _sales)),
    Step.TAKE_UP_PLAN: (N_("{who} plans it anew."), (_manager,)),
    Step.AGREE_PLAN: (N_("The customer has agreed with the plan."), (_manager, _members, _heads)),
}
STAFF |= {
    Step.CONFIRM: (N_("The customer has confirmed that all is prepared."), (_manager, _members)),
    Step.OVERRIDE: (N_("{who} begins before all is prepared: {why}"), (_manager, _members, _heads)),
}
STAFF |= {
    Step.ASK_PAUSE: (N_("{who} asks for a pause: {why}"), (_granters,)),
    Step.GRANT_PAUSE: (N_("It is paused: {why}"), (_asker, _manager, _members, _sales)),
    Step.DECLINE_PAUSE: (N_("{who} does not grant the pause: {why}"), (_asker, _manager)),
    Step.RESUME: (N_("{who} goes on with it; what is not done has moved."), (_manager, _members, _sales)),
    Step.ASK_END: (N_("{who} asks for an early end: {why}"), (_granters,)),
    Step.GRANT_END: (N_("It is ended early: {why}"), (_asker, _manager, _members, _sales)),
    Step.DECLINE_END: (N_("{who} does not grant the early end: {why}"), (_asker, _manager)),
    Step.ASSESS: (
        N_("Please assess it: the same list for two, each without seeing the other's."),
        (_assessors,),
    ),
    Step.PASS: (N_("{who}: it has passed the assessment."), (_manager, _members)),
    Step.REDO: (N_("{who}: unfinished work first: {why}"), (_manager, _members)),
}
STAFF |= {
    Step.HAND_OVER: (
        N_("{who} has handed it over; the customer is to sign. Sales: these are the dates."),
        (_manager, _sales, _heads),
    ),
    Step.NOT_YET: (N_("The customer does not accept it yet: {why}"), (_manager, _members, _heads)),
    Step.SIGN: (N_("The customer has signed the final acceptance."), (_manager, _members, _heads, _sales)),
    Step.END_TRIAL: (
        N_("The customer says that the trial run is over; the free service period counts."),
        (_manager, _heads, _sales),
    ),
    Step.ARCHIVE: (N_("{who} has archived it."), (_manager,)),
}
CUSTOMER: dict[Step, str] = {
    Step.HAND_OVER: N_("All is done as planned. Please look at it once more, and sign the final acceptance."),
    Step.NOT_YET: N_("Thank you. Your project manager has read it, and gets in touch with you."),
    Step.SIGN: N_("Thank you for your signature! The report follows."),
    Step.END_TRIAL: N_(
        "Thank you. The trial run is over, and your free service period counts from tomorrow."
    ),
    Step.GRANT_PAUSE: N_("Your project is paused for a while."),
    Step.RESUME: N_("We go on with your project; the days have moved by the time of the pause."),
    Step.GRANT_END: N_(
        "Your project ends here. Your project manager and sales talk with you about what follows."
    ),
    Step.CONFIRM: N_("Thank you. We begin as planned."),
    Step.APPROVE: N_(
        "Your project is approved. Your project manager makes the plan, and you read it here before anything begins."
    ),
    Step.APPROVE_PLAN: N_("This is the plan. Do you agree with it?"),
    Step.WISH_PLAN: N_("Thank you. Your project manager and sales have read it, and get in touch with you."),
    Step.AGREE_PLAN: N_("Thank you, the plan is agreed. What you can prepare comes line by line."),
}


async def cards(
    notice: Notice, project: Project, those: Iterable[Person], lead: str = "", *, fresh: bool = True
) -> list[Message]:
    """`lead` as the catalogue has it: it is said in each reader's language."""

    async def made(person: Person) -> Message:
        return await card.shown(notice.session, project, person, notice.now, await headline(notice, lead))

    return await cards_for((person for person in those if person.active), made, **news(fresh))


async def gathered(notice: Notice, project: Project, whose: Iterable[Who]) -> list[Person]:
    return list(dict.fromkeys([person for who in whose for person in await who(notice, project)]))


async def applied(notice: Notice) -> list[Message]:
    """The heads are asked; the applicant sees that it is with them."""
    project = await the_project(notice)
    heads = await people.heads(notice.session)
    mine = [p for p in await _applicant(notice, project) if p not in heads]
    asked = await cards(notice, project, heads, N_("{who} applies for a project."))
    return [*asked, *await cards(notice, project, mine, N_("The head of implementation has it now."))]


async def moved(notice: Notice) -> list[Message]:
    """By the step that was taken: a new message to the people who act next; the others' cards change."""
    project, step = await the_project(notice), Step(notice.entry.data["step"])
    headline, whose = STAFF.get(step, ("", ()))
    told = await gathered(notice, project, whose)
    by = await notice.person(notice.entry.by)
    rest = [p for p in await gathered(notice, project, (_heads, _manager, _members)) if p not in told]
    messages = await cards(notice, project, told, headline)
    messages += await cards(notice, project, rest, fresh=False)
    if by is not None and by.is_staff and by not in told and by not in rest:
        messages += await cards(notice, project, [by], fresh=False)
    if step is Step.AGREE_PLAN:
        messages += await _preparations(notice, project)
    if step is Step.OVERRIDE:
        messages += await _begun_early(notice, project)
    elif step in CUSTOMER:
        messages += await cards(notice, project, await _contact(notice, project), CUSTOMER[step])
    elif project.is_approved:
        messages += await cards(notice, project, await _contact(notice, project), fresh=False)
    return messages


async def _preparations(notice: Notice, project: Project) -> list[Message]:
    """Line by line, each on its card."""
    left = await preparation.open_preparations(notice.session, project)
    return [
        message
        for item in left
        for message in await item_cards(notice, item, await _contact(notice, project))
    ]


async def item_cards(
    notice: Notice, item: Item, those: Iterable[Person], lead: str = "", *, fresh: bool = True
) -> list[Message]:
    async def made(person: Person) -> Message:
        return await items.card(notice.session, item, person, notice.now, await headline(notice, lead))

    return await cards_for(those, made, **news(fresh))


async def _begun_early(notice: Notice, project: Project) -> list[Message]:
    """The customer reads why, and what is still open (PRJ-7)."""
    left = [await notice.session.get_one(Item, number) for number in notice.entry.data["open"]]
    made = []
    for person in await _contact(notice, project):
        with to(person):
            still = listed(formatting.named(item.words) for item in left) or _("nothing")
            text = _("We begin; still open: {items}.\nWhy: {why}").format(
                items=still, why=notice.entry.data["why"]
            )
            message = await customer_card.for_customer(notice.session, project, person, notice.now, text)
        made.append(replace(message, fresh=True, loud=True, priority=Priority.NOTICE))
    return made


async def the_item(notice: Notice) -> Item:
    return await notice.session.get_one(Item, notice.entry.data["item"])


async def item_done(notice: Notice) -> list[Message]:
    """The manager and the actor; the project's cards show it."""
    project, item = await the_project(notice), await the_item(notice)
    contact, by = await _contact(notice, project), await notice.person(notice.entry.by)
    customers = [by] if by is not None and not by.is_staff else contact
    messages = await item_cards(notice, item, [by] if by else [], N_("Thank you, that is done."))
    if item.side is Side.THEIRS:
        others = [person for person in (*await _manager(notice, project), *customers) if person != by]
        messages += await item_cards(notice, item, others, N_("{who} has done it."))
    return [*messages, *await cards(notice, project, customers, fresh=False)]


async def item_help(notice: Notice) -> list[Message]:
    """The manager at once."""
    project, item = await the_project(notice), await the_item(notice)
    asked = await item_cards(notice, item, await _manager(notice, project), N_("{who} needs help: {why}"))
    by = await notice.person(notice.entry.by)
    thanks = N_("Your project manager has read it and gets in touch with you.")
    return [*asked, *await item_cards(notice, item, [by] if by else [], thanks)]


async def item_later(notice: Notice) -> list[Message]:
    project, item = await the_project(notice), await the_item(notice)
    by = await notice.person(notice.entry.by)
    told = await item_cards(notice, item, await _manager(notice, project), N_("{who} does it later."))
    return [
        *told,
        *await item_cards(notice, item, [by] if by else [], N_("All right, I ask you again then.")),
    ]


async def item_filled(notice: Notice) -> list[Message]:
    """A form of ours is for the customer to confirm (PRJ-12)."""
    project, item = await the_project(notice), await the_item(notice)
    by = await notice.person(notice.entry.by)
    asked = await item_cards(
        notice, item, await _contact(notice, project), N_("{who} has written this down. Is it right?")
    )
    return [
        *asked,
        *await item_cards(notice, item, [by] if by else [], N_("It is with the customer to confirm.")),
    ]


async def item_confirmed(notice: Notice) -> list[Message]:
    project, item = await the_project(notice), await the_item(notice)
    doer, by = await notice.person(item.done_by), await notice.person(notice.entry.by)
    told = await item_cards(notice, item, [doer] if doer else [], N_("The customer has confirmed it."))
    mine = await item_cards(notice, item, [by] if by else [], N_("Thank you, it is confirmed."))
    return [*told, *mine, *await cards(notice, project, [by] if by else [], fresh=False)]


async def item_disputed(notice: Notice) -> list[Message]:
    project, item = await the_project(notice), await the_item(notice)
    doer, by = await notice.person(item.done_by), await notice.person(notice.entry.by)
    those = [*([doer] if doer else []), *await _manager(notice, project)]
    told = await item_cards(notice, item, those, N_("The customer says that it is not right: {why}"))
    mine = await item_cards(
        notice, item, [by] if by else [], N_("Thank you. We correct it, and you see it again.")
    )
    return [*told, *mine]


async def nudged(notice: Notice) -> list[Message]:
    """One message a day at most, with what is with the customer."""
    project = await the_project(notice)
    text = N_("A little reminder of what is with you:")
    return await cards(notice, project, await _contact(notice, project), text)


async def shifted(notice: Notice) -> list[Message]:
    """The end has moved: those on it see it and why."""
    project = await the_project(notice)
    watcher = await notice.person(project.progress_id)
    those = [*await _manager(notice, project), *([watcher] if watcher else [])]
    return await cards(notice, project, those, fresh=False)


async def reminded(notice: Notice) -> list[Message]:
    """The customer, of what waits for their word."""
    project = await the_project(notice)
    return await cards(
        notice, project, await _contact(notice, project), N_("A little reminder: this waits for your answer.")
    )


async def waits(notice: Notice) -> list[Message]:
    """The person who acts next, and from the second time on those above (PRJ-1)."""
    project = await the_project(notice)
    those = [await notice.session.get_one(Person, number) for number in notice.entry.data["to"]]
    return await cards(notice, project, those, N_("This waits too long; please act."))


async def call_wanted(notice: Notice) -> list[Message]:
    """They do not answer: their account manager calls."""
    project = await the_project(notice)
    caller = await people.caller(notice.session, project)
    those = [caller] if caller else []
    return await cards(notice, project, those, N_("The customer does not answer in chat: please call them."))
