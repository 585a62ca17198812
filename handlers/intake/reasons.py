"""Why an answer did not help: one tap under the answered question, at any time, and nothing waits for it (KB-5).

A reason written together with the no is not asked for again.
"""

import re

from desk.knowledge import learning
from errors import NotFound
from handlers.chat import talk_rows
from handlers.chat.cards import button, verb
from handlers.chat.message import Rows
from handlers.chat.talk_rows import TalkRow
from handlers.chat.turn import Turn
from i18n import N_, _
from kb.text.normalise import plain

LABELS = {
    "another": N_("That is another problem"),
    "tried": N_("I tried it already"),
    "hard": N_("Too hard for me"),
    "outdated": N_("Out of date here"),
}
_SAID = {
    "another": re.compile(
        r"不是(?:这|那)个(?:问题|意思|情况)|不是我(?:说|问|要)的|答非所问|问的不是|\b(?:not my (?:problem|question|issue)|(?:another|different|wrong) (?:problem|question|issue)|not what i (?:asked|meant))\b"
    ),
    "outdated": re.compile(
        r"过时|旧版|老版本|版本不(?:一样|对)|(?:没有|找不到|没看到)(?:这个|那个|您?说的)?(?:菜单|按钮|选项|入口)|\b(?:out ?dated|out of date|old version|(?:no such|cannot find the|there is no) (?:menu|button|option|tab))\b"
    ),
    "tried": re.compile(
        r"(?:试过|做过|弄过|已经试|早就试|之前试)|\b(?:tried (?:it|that|this|them|all)|already (?:tried|did|done))\b"
    ),
    "hard": re.compile(
        r"看不懂|太复杂|太难|不会(?:弄|操作|做|设)|搞不(?:懂|明白|定)|\b(?:too (?:hard|difficult|complicated)|(?:do not|dont|don t) understand|cannot follow)\b"
    ),
}


def said(words: str) -> str:
    """The reason that is said with the no; "" when none is."""
    text = plain(words)
    return next((reason for reason, pattern in _SAID.items() if pattern.search(text)), "")


def buttons(talk: int, question: str) -> Rows:
    """Two and two, under the answer that did not help."""
    asked = talk_rows.digest(question)
    every = [
        button(_(label), "did_not_help", talk, extra=f"{reason}.{asked}") for reason, label in LABELS.items()
    ]
    return [every[:2], every[2:]]


@verb
async def did_not_help(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` is the talk, `extra` the reason and which of its questions was answered."""
    row = await turn.session.get(TalkRow, number)
    reason, _dot, asked = extra.partition(".")
    code = _code(row, asked) if row is not None and row.person_id == turn.person.id else ""
    if row is None or not code:
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    await learning.did_not_help_because(turn.session, turn.person, code, reason)
    turn.say("", card=talk_rows.card(row, asked), strips=True)
    turn.say(_("Thank you: “{reason}”. Our editors will see it.").format(reason=_(LABELS[reason])))


def _code(row: TalkRow, asked: str) -> str:
    """The entry whose solution was answered with a no there; "" for none."""
    names = (name for name, answer in row.answers if answer is False and talk_rows.digest(name) == asked)
    return next((code for name in names if (code := name.partition("solved:")[2])), "")
