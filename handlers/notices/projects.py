"""Who hears of a project: whoever is to act next, those on it, and the customer (PRJ)."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from desk.people import Person
from desk.projects import people
from desk.projects.project import BEFORE_PLAN, Project
from desk.projects.steps import Step
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, to
from handlers.projects import card
from i18n import N_, _

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


STAFF: dict[Step, tuple[str, tuple[Who, ...]]] = {
    Step.APPLY_AGAIN: (N_("{who} applies again: {why}"), (_heads,)),
    Step.SEND_BACK: (N_("{who} sent it back: {why}"), (_applicant,)),
    Step.APPROVE: (N_("{who} has approved it."), (_manager, _members, _sales)),
    Step.SUBMIT_PLAN: (N_("{who} has made the plan; please look at it."), (_heads,)),
    Step.RETURN_PLAN: (N_("{who} sent the plan back: {why}"), (_manager,)),
    Step.APPROVE_PLAN: (N_("{who} has approved the plan; it is with the customer."), (_manager,)),
    Step.WISH_PLAN: (N_("The customer would like the plan otherwise: {why}"), (_manager, _sales)),
    Step.TAKE_UP_PLAN: (N_("{who} plans it anew."), (_manager,)),
    Step.AGREE_PLAN: (N_("The customer has agreed with the plan."), (_manager, _members, _heads)),
}
CUSTOMER: dict[Step, str] = {
    Step.APPROVE: N_("Your project is approved. Your project manager makes the plan, and you read it here before anything begins."),
    Step.APPROVE_PLAN: N_("This is the plan. Do you agree with it?"),
    Step.WISH_PLAN: N_("Thank you. Your project manager and sales have read it, and get in touch with you."),
    Step.AGREE_PLAN: N_("Thank you, the plan is agreed. What you can prepare comes line by line."),
}


async def cards(
    notice: Notice, project: Project, those: Iterable[Person], headline: str = "", *, fresh: bool = True
) -> list[Message]:
    """Each once, in their own language; `headline` is translated for each."""
    made = []
    why, by = str(notice.entry.data.get("why", "")), await notice.by()
    for person in dict.fromkeys(those):
        if not person.active:
            continue
        with to(person):
            text = _(headline).format(who=by, why=why) if headline else ""
            message = await card.shown(notice.session, project, person, notice.now, text)
        made.append(replace(message, fresh=fresh, quiet=not fresh, loud=fresh, priority=Priority.NOTICE))
    return made


async def gathered(notice: Notice, project: Project, whose: Iterable[Who]) -> list[Person]:
    return list(dict.fromkeys([person for who in whose for person in await who(notice, project)]))


async def applied(notice: Notice) -> list[Message]:
    """The heads are asked; whoever applied sees that it is with them."""
    project = await the_project(notice)
    heads = await people.heads(notice.session)
    mine = [p for p in await _applicant(notice, project) if p not in heads]
    asked = await cards(notice, project, heads, N_("{who} applies for a project."))
    return [*asked, *await cards(notice, project, mine, N_("The head of implementation has it now."))]


async def moved(notice: Notice) -> list[Message]:
    """By the step that was taken: those who act next anew, the others' cards change."""
    project, step = await the_project(notice), Step(notice.entry.data["step"])
    headline, whose = STAFF.get(step, ("", ()))
    told = await gathered(notice, project, whose)
    by = await notice.person(notice.entry.by)
    rest = [p for p in await gathered(notice, project, (_heads, _manager, _members)) if p not in told]
    messages = await cards(notice, project, told, headline)
    messages += await cards(notice, project, rest, fresh=False)
    if by is not None and by.is_staff and by not in told and by not in rest:
        messages += await cards(notice, project, [by], fresh=False)
    if step in CUSTOMER:
        messages += await cards(notice, project, await _contact(notice, project), CUSTOMER[step])
    elif project.state not in BEFORE_PLAN:
        messages += await cards(notice, project, await _contact(notice, project), fresh=False)
    return messages


async def reminded(notice: Notice) -> list[Message]:
    """The customer, of what waits for their word."""
    project = await the_project(notice)
    return await cards(notice, project, await _contact(notice, project), N_("A little reminder: this waits for your answer."))


async def call_wanted(notice: Notice) -> list[Message]:
    """They do not answer: whoever looks after them calls."""
    project = await the_project(notice)
    caller = await people.caller(notice.session, project)
    those = [caller] if caller else []
    return await cards(notice, project, those, N_("The customer does not answer in chat: please call them."))
