"""Who hears of a deliverable: the customer is asked, those on the project see it (PRJ-3)."""

from collections.abc import Iterable

from desk.people import Person
from desk.projects import people
from desk.projects.plan import Stage
from desk.projects.project import Project
from handlers.chat.message import Message
from handlers.notices.notice import Notice, cards_for, news
from handlers.notices.projects.process import cards
from handlers.projects import deliveries, formatting
from i18n import N_, _


async def _stage(notice: Notice) -> tuple[Stage, Project]:
    stage = await notice.session.get_one(Stage, notice.entry.record_id)
    return stage, await notice.session.get_one(Project, stage.project_id)


async def _stage_cards(
    notice: Notice, stage: Stage, those: Iterable[Person], lead: str, *, fresh: bool = True
) -> list[Message]:
    by = await notice.by()

    async def made(person: Person) -> Message:
        text = _(lead).format(
            who=by, said=formatting.delivery(stage.delivery, by_customer=not person.is_staff)
        )
        return await deliveries.card(notice.session, stage, person, notice.now, text)

    return await cards_for(those, made, **news(fresh))


async def team(notice: Notice, project: Project) -> list[Person]:
    manager = await people.manager(notice.session, project)
    return [*([manager] if manager else []), *await people.members(notice.session, project)]


async def stage_offered(notice: Notice) -> list[Message]:
    """The customer has it with three answers; those on the project see that it is there."""
    stage, project = await _stage(notice)
    contact = await people.contact(notice.session, project)
    asked = N_("{who} has delivered this. Do you accept it?")
    those = await team(notice, project)
    return [
        *await _stage_cards(notice, stage, [contact] if contact else [], asked),
        *await cards(notice, project, those, fresh=False),
    ]


async def stage_said(notice: Notice) -> list[Message]:
    stage, project = await _stage(notice)
    quality, by = await notice.person(project.quality_id), await notice.person(notice.entry.by)
    those = await team(notice, project)
    told = [*those, *([quality] if quality else [])]
    return [
        *await _stage_cards(notice, stage, told, N_("The customer has answered.")),
        *await _stage_cards(notice, stage, [by] if by else [], N_("Thank you for your answer.")),
        *await cards(notice, project, [*those, *([by] if by else [])], fresh=False),
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
