"""Words about one's own seat, without its button: «我去不了了», “I can't make it” (TRN-2)."""

import re

from sqlalchemy import select

from desk.training.classes import AHEAD, TrainingClass
from desk.training.enrolment import IN_IT, Enrolment
from handlers.chat.turn import Turn
from handlers.training import card
from i18n import _

LONGEST = 60  # characters; what is longer tells more
_CANNOT = re.compile(
    r"(?:我们?|本人|那天|临时|有事|抱歉|不好意思|对不起|培训|课|上课|这次)[^。！？]{0,12}?(?:[去来](?:参加)?不了|不[去来](?:了|参加)?|不能(?:[去来]|参加|上课)|没法(?:[去来]|参加|上课)|参加不了)"
    r"|^(?:[去来](?:参加)?不了|不[去来]了|不能(?:去|来|参加))"
    r"|(?:取消|退掉?)(?:我的)?(?:报名|座位|名额|培训)"
    r"|\b(?:can.?t|cannot|won.?t|can ?not|not able to|unable to)(?: be able to)? (?:make it|come|attend|be there|join)\b"
    r"|\b(?:cancel|give up|give back) my (?:seat|place|registration|booking)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"工程师|技术员|师傅|进不去|不去掉|\b(?:engineer|technician)\b", re.IGNORECASE)


async def heard(turn: Turn) -> bool:
    """Who cannot come, and has a seat or waits for one, is shown it with its buttons: nothing is given back without a press."""
    return not turn.said.attachments and cannot_come(turn.said.text) and await _shown(turn)


def cannot_come(text: str) -> bool:
    """Of the person who writes; what a system or an engineer cannot is another matter."""
    words = text.strip()
    return len(words) <= LONGEST and bool(_CANNOT.search(words)) and not _OTHERS.search(words)


async def _shown(turn: Turn) -> bool:
    mine = (
        select(Enrolment, TrainingClass)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(
            Enrolment.person_id == turn.person.id, Enrolment.state.in_(IN_IT), TrainingClass.state.in_(AHEAD)
        )
        .order_by(TrainingClass.starts_at)
    )
    found = (await turn.session.execute(mine)).all()
    lead = _("Shall I give your place back? Please press the button.")
    for row, one in found:
        turn.reply(await card.for_trainee(turn.session, one, row, turn.person, turn.now, lead))
    return bool(found)
