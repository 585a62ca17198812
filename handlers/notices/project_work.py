"""Who hears of the work on a project: logs, deliverables, what is beyond somebody, pauses and assessments (PRJ-3, PRJ-4, PRJ-8, PRJ-10)."""

from collections.abc import Iterable
from functools import partial

from desk import policies
from desk.customers import Customer
from desk.people import Person, Role, with_role
from desk.projects import assessment, interruption, people, plan, reviews
from desk.projects.beyond import Beyond
from desk.projects.logs import Log
from desk.projects.plan import DELIVERY_NAMES, TAKEN, Stage
from desk.projects.project import Project
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_anew, cards_for, headline, news, numbered, to
from handlers.notices.projects import cards, the_project
from handlers.projects import beyond, deliveries, logs, weekly
from i18n import N_, _
from i18n.joining import labelled, listed


async def _log(notice: Notice) -> tuple[Log, Project]:
    log = await notice.session.get_one(Log, notice.entry.record_id)
    return log, await notice.session.get_one(Project, log.project_id)


async def _log_cards(
    notice: Notice, log: Log, those: Iterable[Person], lead: str = "", *, fresh: bool = True
) -> list[Message]:
    async def made(person: Person) -> Message:
        return await logs.card(notice.session, log, person, notice.now, await headline(notice, lead))

    return await cards_for(those, made, **news(fresh))


async def _confirmers(notice: Notice, log: Log, project: Project) -> list[Person]:
    """The manager; of the manager's own log the head."""
    manager = await people.manager(notice.session, project)
    if manager is not None and manager.id != log.person_id:
        return [manager]
    return [head for head in await people.heads(notice.session) if head.id != log.person_id]


async def _writer(notice: Notice, log: Log) -> list[Person]:
    return [await notice.session.get_one(Person, log.person_id)]


async def log_asked(notice: Notice) -> list[Message]:
    log, _project = await _log(notice)
    return await _log_cards(notice, log, await _writer(notice, log), N_("How was the day? Four taps."))


async def log_missing(notice: Notice) -> list[Message]:
    """The writer is reminded, the manager hears (PRJ-8)."""
    log, project = await _log(notice)
    told = await _log_cards(notice, log, await _confirmers(notice, log, project), N_("This log is missing."))
    return [
        *told,
        *await _log_cards(notice, log, await _writer(notice, log), N_("This log is still missing.")),
    ]


async def log_written(notice: Notice) -> list[Message]:
    """The manager confirms it with one tap; the customer reads two lines of it where the policy says so."""
    log, project = await _log(notice)
    asked = await _log_cards(
        notice, log, await _confirmers(notice, log, project), N_("Please confirm this log.")
    )
    mine = await _log_cards(notice, log, await _writer(notice, log), N_("Thank you, that is all for today."))
    if not await policies.value(notice.session, policies.PROJECT_SUMMARY):
        return [*asked, *mine]
    contact = await people.contact(notice.session, project)
    return [*asked, *mine, *([_summary(log, project, contact)] if contact else [])]


def _summary(log: Log, project: Project, contact: Person) -> Message:
    with to(contact):
        lines = [labelled(_("Today"), log.did), *([labelled(_("Next"), log.next)] if log.next else [])]
        return Message(
            contact.id,
            "\n".join(lines),
            title=f"🏗 {project.name}",
            priority=Priority.NOTICE,
            about=project.ref,
        )


async def log_confirmed(notice: Notice) -> list[Message]:
    log, project = await _log(notice)
    those = [*await _writer(notice, log), *await _confirmers(notice, log, project)]
    by = await notice.person(notice.entry.by)
    return await _log_cards(notice, log, [*those, *([by] if by else [])], fresh=False)


async def log_unconfirmed(notice: Notice) -> list[Message]:
    """A week, and nobody has confirmed it: the head hears."""
    log, project = await _log(notice)
    heads = [head for head in await people.heads(notice.session) if head.id != log.person_id]
    others = [person for person in await _confirmers(notice, log, project) if person not in heads]
    told = await _log_cards(notice, log, heads, N_("Nobody has confirmed this log for a week."))
    return [*told, *await _log_cards(notice, log, others, fresh=False)]


async def _stage(notice: Notice) -> tuple[Stage, Project]:
    stage = await notice.session.get_one(Stage, notice.entry.record_id)
    return stage, await notice.session.get_one(Project, stage.project_id)


async def _stage_cards(
    notice: Notice, stage: Stage, those: Iterable[Person], lead: str, *, fresh: bool = True
) -> list[Message]:
    by = await notice.by()

    async def made(person: Person) -> Message:
        text = _(lead).format(who=by, said=_(DELIVERY_NAMES[stage.delivery]))
        return await deliveries.card(notice.session, stage, person, notice.now, text)

    return await cards_for(those, made, **news(fresh))


async def _team(notice: Notice, project: Project) -> list[Person]:
    manager = await people.manager(notice.session, project)
    return [*([manager] if manager else []), *await people.members(notice.session, project)]


async def stage_offered(notice: Notice) -> list[Message]:
    """The customer has it with three answers; those on the project see that it is there."""
    stage, project = await _stage(notice)
    contact = await people.contact(notice.session, project)
    asked = N_("{who} has delivered this. Do you accept it?")
    team = await _team(notice, project)
    return [
        *await _stage_cards(notice, stage, [contact] if contact else [], asked),
        *await cards(notice, project, team, fresh=False),
    ]


async def stage_said(notice: Notice) -> list[Message]:
    stage, project = await _stage(notice)
    quality, by = await notice.person(project.quality_id), await notice.person(notice.entry.by)
    team = await _team(notice, project)
    told = [*team, *([quality] if quality else [])]
    return [
        *await _stage_cards(notice, stage, told, N_("The customer says: {said}")),
        *await _stage_cards(notice, stage, [by] if by else [], N_("Thank you for your answer.")),
        *await cards(notice, project, [*team, *([by] if by else [])], fresh=False),
    ]


async def stage_reminded(notice: Notice) -> list[Message]:
    stage, project = await _stage(notice)
    contact = await people.contact(notice.session, project)
    text = N_("A little reminder: this waits for your answer.")
    return await _stage_cards(notice, stage, [contact] if contact else [], text)


async def stage_call(notice: Notice) -> list[Message]:
    """Silence is no acceptance: somebody calls."""
    stage, project = await _stage(notice)
    caller = await people.caller(notice.session, project)
    text = N_("The customer does not answer in chat: please call them.")
    return await _stage_cards(
        notice, stage, [caller] if caller and await _reads(notice, project, caller) else [], text
    )


async def _reads(notice: Notice, project: Project, person: Person) -> bool:
    return await people.may_read(notice.session, project, person)


async def beyond_told(notice: Notice) -> list[Message]:
    """Those who are asked now, anew; the others' cards change."""
    row = await notice.session.get_one(Beyond, notice.entry.record_id)
    asked = notice.entry.data.get("to", [])
    made = partial(beyond.card, notice.session, row, now=notice.now)
    those = await numbered(notice, dict.fromkeys([*asked, *row.recipients]))
    return await cards_anew(those, asked, made, Priority.ALERT)


async def beyond_taken(notice: Notice) -> list[Message]:
    """Whoever raised it hears who has it."""
    row = await notice.session.get_one(Beyond, notice.entry.record_id)
    asker = await notice.session.get_one(Person, row.raised_by)
    made = partial(beyond.card, notice.session, row, now=notice.now)
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
    those = [*([contact] if contact else []), *await _team(notice, project), *sales, *managers]
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
    """Whoever has left it may not read it any more, and gets the sentence alone."""
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
