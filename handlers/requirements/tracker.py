"""A requirement in R&D's own tracker: its key there, and its status by hand (HOT-14)."""

from desk.access import access_evaluation
from desk.hotline import external_tracker
from desk.requirements import tracking
from desk.requirements.requirement import Requirement
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.hotline.consultations import TrackerKey
from handlers.requirements.card_steps import on_requirement
from i18n import _


@verb
@on_requirement
async def track_requirement(turn: Turn, requirement: Requirement, extra: str) -> None:
    await access_evaluation(turn.session, turn.person, requirement.id)
    tracking.check(requirement)
    await start(turn, key_of_requirement, {"requirement": requirement.id})


@flow
async def key_of_requirement(talk: Talk) -> None:
    """The key in R&D's own tracker (HOT-14)."""
    requirement = await access_evaluation(talk.turn.session, talk.person, talk.args["requirement"])
    key = await talk.ask("key", TrackerKey(_("Which key has it in R&D's tracker? Like ABC-12.")))
    await tracking.track(talk.turn.session, requirement, talk.person, key, talk.turn.now)


@verb
@on_requirement
async def status_requirement(turn: Turn, requirement: Requirement, extra: str) -> None:
    await access_evaluation(turn.session, turn.person, requirement.id)
    tracking.check(requirement)
    await start(turn, status_of_requirement, {"requirement": requirement.id})


@flow
async def status_of_requirement(talk: Talk) -> None:
    """By hand, for a tracker that does not call (HOT-14)."""
    requirement = await access_evaluation(talk.turn.session, talk.person, talk.args["requirement"])
    tracking.check(requirement)
    prompt = _("How does {key} stand there? In a few words.").format(key=requirement.external_key)
    said = await talk.ask("words", Words(prompt, longest=external_tracker.LONGEST))
    if not await tracking.status(talk.turn.session, requirement, said, talk.person, talk.turn.now):
        talk.say(_("It stood so already."))
