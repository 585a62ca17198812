"""Who hears of the work on a project: logs, deliverables, what is beyond somebody, pauses and assessments (PRJ-3, PRJ-4, PRJ-8, PRJ-10)."""

from functools import partial

from desk.customers import Customer
from desk.people import Person, Role, with_role
from desk.projects import assessment, interruption, people, plan, reviews
from desk.projects.escalation import Escalation
from desk.projects.plan import TAKEN
from desk.projects.project import Project
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_anew, cards_for, news, numbered, to
from handlers.notices.projects.process import cards, the_project
from handlers.notices.projects.stages import team
from handlers.projects import escalation, weekly
from i18n import N_, _
from i18n.joining import listed


async def beyond_told(notice: Notice) -> list[Message]:
    """Those who are asked now get a new message; the others' cards change."""
    row = await notice.session.get_one(Escalation, notice.entry.record_id)
    asked = notice.entry.data.get("to", [])
    made = partial(escalation.card, notice.session, row, now=notice.now)
    those = await numbered(notice, dict.fromkeys([*asked, *row.recipients]))
    return await cards_anew(those, asked, made, Priority.ALERT)


async def beyond_taken(notice: Notice) -> list[Message]:
    """The person who raised it hears who has it."""
    row = await notice.session.get_one(Escalation, notice.entry.record_id)
    asker = await notice.session.get_one(Person, row.raised_by)
    made = partial(escalation.card, notice.session, row, now=notice.now)
    return [*await cards_for([asker], made, **news(True)), *await beyond_told(notice)]


async def granted(notice: Notice) -> list[Message]:
    """One has said yes; the others are still asked."""
    project = await the_project(notice)
    by = await notice.person(notice.entry.by)
    waiting = await cards(
        notice,
        project,
        await interruption.granters(notice.session, project),
        N_("{who} has granted it; your yes is missing."),
    )
    return [*waiting, *await cards(notice, project, [by] if by else [], fresh=False)]


async def look_again(notice: Notice) -> list[Message]:
    """The day on which a pause is looked at again."""
    project = await the_project(notice)
    manager = await people.manager(notice.session, project)
    those = [*([manager] if manager else []), *await people.heads(notice.session)]
    return await cards(notice, project, those, N_("It is time to look at this again."))


async def assessed(notice: Notice) -> list[Message]:
    """Both are in: each sees the other's list now, the differences first."""
    project = await the_project(notice)
    both = [
        await notice.session.get_one(Person, row.person_id)
        for row in await assessment.latest(notice.session, project)
    ]
    if notice.entry.data["complete"]:
        return await cards(
            notice, project, [*both, *await people.heads(notice.session)], N_("Both have assessed it.")
        )
    by = await notice.person(notice.entry.by)
    return await cards(
        notice, project, [by] if by else [], N_("Thank you. You see the other list once it is there.")
    )


async def handed_over(notice: Notice) -> list[Message]:
    """The service manager goes on with it: facts, open remarks, who knows what (PRJ-5)."""
    project = await the_project(notice)
    customer = await notice.session.get_one(Customer, project.customer_id)
    members = await people.members(notice.session, project)
    remarks = [s.words for s in await plan.stages(notice.session, project) if s.words and s.delivery in TAKEN]
    made = []
    for person in await with_role(notice.session, Role.SERVICE_MANAGER) or await people.generals(
        notice.session
    ):
        with to(person):
            lines = [
                _("A project was accepted; the service for {name} begins.").format(name=customer.name),
                f"📌 {project.name} · {project.release}" if project.release else f"📌 {project.name}",
                _("Who knows it: {names}").format(names=listed(member.name for member in members)),
                *(
                    [_("Remarks at the acceptance:"), *(f"• {remark}" for remark in remarks)]
                    if remarks
                    else []
                ),
            ]
            rows = [
                [button(_("🏢 Customer"), "customer_file", customer.id)],
                [button(f"🏗 {project.number}", "show_project", project.id)],
            ]
            made.append(
                Message(person.id, "\n".join(lines), title=f"🤝 {project.number}", rows=rows, fresh=True, priority=Priority.NOTICE,
                        card=f"handover:{project.id}", about=project.ref)
            )  # fmt: skip
    return made


async def acceptance_moved(notice: Notice) -> list[Message]:
    """All dates have moved with it: the customer, sales, the service manager, those on it."""
    project = await the_project(notice)
    contact = await people.contact(notice.session, project)
    managers = await with_role(notice.session, Role.SERVICE_MANAGER)
    sales = await people.sellers(notice.session, project)
    those = [*([contact] if contact else []), *await team(notice, project), *sales, *managers]
    return await cards(
        notice, project, those, N_("The day of the acceptance has moved, and all that follows from it.")
    )


async def trial_reminded(notice: Notice) -> list[Message]:
    project = await the_project(notice)
    contact = await people.contact(notice.session, project)
    text = N_("The trial run was planned until today. Is it over? You say so; until then it goes on.")
    return await cards(notice, project, [contact] if contact else [], text)


async def reviewed(notice: Notice) -> list[Message]:
    """The head archives when two have found all there; what is missing goes to the manager."""
    project = await the_project(notice)
    manager, by = await people.manager(notice.session, project), await notice.person(notice.entry.by)
    good = reviews.good(await reviews.of(notice.session, project))
    if notice.entry.data["why"]:
        told = await cards(
            notice,
            project,
            [manager] if manager else [],
            N_("{who} has looked for documents; missing: {why}"),
        )
    elif len(good) >= reviews.TWO:
        told = await cards(
            notice,
            project,
            await people.heads(notice.session),
            N_("Two have reviewed the documents: all is there."),
        )
    else:
        told = []
    return [*told, *await cards(notice, project, [by] if by else [], fresh=False)]


async def members_changed(notice: Notice) -> list[Message]:
    """Who comes and who leaves, the manager, the others, and the customer (PRJ-6)."""
    project = await the_project(notice)
    data = notice.entry.data
    out, into = await notice.person(data["out"]), await notice.person(data["into"])
    manager = await people.manager(notice.session, project)
    those = [p for p in (out, into, manager, *await people.members(notice.session, project)) if p is not None]
    contact = await people.contact(notice.session, project)
    told = []
    for person in dict.fromkeys([*those, *([contact] if contact is not None and into is not None else [])]):
        if person.id == notice.entry.by:
            continue
        told += await _member_card(notice, project, person, _who_changed(out, into, manager=data["manager"]))
    return told


def _who_changed(out: Person | None, into: Person | None, *, manager: bool) -> tuple[str, str, str]:
    """The sentence, to be said in each reader's language, and the two names."""
    leaves, comes = out.name if out else "", into.name if into else ""
    if manager:
        return N_("{into} manages the project now."), leaves, comes
    if out and into:
        return N_("{into} goes on in place of {out}, with what was not done."), leaves, comes
    return (
        (N_("{into} works on it, too.") if into else N_("{out} does not work on it any more.")),
        leaves,
        comes,
    )


async def _member_card(
    notice: Notice, project: Project, person: Person, said: tuple[str, str, str]
) -> list[Message]:
    """The person who has left it may not read it any more, and gets the sentence alone."""
    text, out, into = said
    with to(person):
        words = _(text).format(out=out, into=into)
    if await people.may_read(notice.session, project, person):
        return await cards(notice, project, [person], words)
    return [
        Message(person.id, words, title=project.number, priority=Priority.NOTICE, language=person.language)
    ]


async def week(notice: Notice) -> list[Message]:
    """To the two who watch (PRJ-7)."""
    project = await the_project(notice)
    told = []
    for number in dict.fromkeys(n for n in (project.progress_id, project.quality_id) if n):
        person = await notice.person(number)
        if person is not None and person.active:
            with to(person):
                told.append(await weekly.message(notice.session, project, person, notice.now))
    return [message for message in told if message is not None]
