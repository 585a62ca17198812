"""Asking in words for new versions: «5.2 有什么新功能», “when does the next version come out” (REL-2)."""

import re

from sqlalchemy import select

from desk import customers
from desk.releases.release import ChoiceState, Release, ReleaseChoice
from handlers.chat.turn import Turn
from handlers.releases import card, lists
from i18n import _

LONGEST = 80  # characters that are looked at
_VERSION = r"v?\d{1,4}(?:\.\d{1,4}){0,3}(?: ?sp\d{1,2})?"
_NEW_ZH = r"(?:新版本?|最新版本?|新功能|升级包|补丁|下[一个]{0,2}版本?|更新)"
_ASKS = re.compile(
    rf"(?:什么时候|何时|几时|哪天|多久|啥时候?)(?:能|会|可以|才)?(?:出|发布|推出|上线|有){{1,2}}(?:一?个)?{_NEW_ZH}"
    rf"|{_NEW_ZH}.{{0,6}}(?:什么时候|何时|几时|哪天|啥时候?)(?:能|会|可以|才)?(?:出|发布|推出|上线|有|来)"
    rf"|{_VERSION}(?:版本?)?.{{0,4}}(?:什么时候|何时|几时|哪天|啥时候?)(?:能|会|可以|才)?(?:出|发布|推出|上线)"
    rf"|(?:{_VERSION}(?:版本?)?|{_NEW_ZH})(?:里面?|中)?(?:都|又)?(?:有|增加|更新|改)了?(?:什么|哪些|啥)"
    rf"|(?:有|出)(?:没有?)?了?(?:什么|哪些|啥)?{_NEW_ZH}(?:了?[吗么没嘛]|$)"
    rf"|(?:更新|版本)(?:说明|内容|日志|记录)(?:$|[吗呢在]|是什么)|最新(?:的)?版本是(?:多少|几|哪个|什么)"
    rf"|\bwhat(?:'s| ?is|s)? new in (?:the )?(?:version |release )?(?:new|latest|next|{_VERSION})"
    rf"|\bwhat(?:'s| ?is|s)? new\W{{0,3}}$|\bwhat does (?:the )?(?:new version|latest version|version )?(?:{_VERSION} )?(?:bring|contain)\b"
    rf"|\bwhen (?:does|do|will|is|are) (?:the |a |an )?(?:new|next|latest)? ?(?:version|release|update|patch|{_VERSION}).{{0,24}}\b(?:come|released?|out|available|ready|due)\b"
    rf"|\b(?:is|are) there (?:an? |any )?(?:new|newer) (?:versions?|releases?|updates?|patch(?:es)?)\b"
    rf"|\b(?:which|what)(?:'s| is)? (?:the )?(?:latest|newest) version\b|\brelease notes\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"报错|错误|打不开|失败|死机|卡|崩溃|不能|无法|怎么|如何|\b(?:errors?|crash\w*|fails?|failed|broken|cannot|can.?t|doesn.?t|how)\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether it is about what is new; trouble after an upgrade is a problem."""
    said = text.strip()[: LONGEST + 1]
    return len(said) <= LONGEST and bool(_ASKS.search(said)) and not _TROUBLE.search(said)


async def heard(turn: Turn) -> bool:
    """Whether they ask: the version that is named, if they have been told of it; else all of them."""
    if (
        not asks(turn.said.text)
        or turn.said.attachments
        or await customers.of(turn.session, turn.person) is None
    ):
        return False
    found = re.search(_VERSION, turn.said.text, re.IGNORECASE)
    choice = await _told(turn, found.group().lower().lstrip("v")) if found else None
    if choice is not None:
        turn.reply(await card.of_choice(turn.session, choice, turn.person, turn.now))
        return True
    await lists.command(turn)
    turn.say(_("As soon as there is something new for your products, you hear of it by itself."))
    return True


async def _told(turn: Turn, version: str) -> ReleaseChoice | None:
    mine = (
        ReleaseChoice.customer_id == (turn.person.customer_id or 0), ReleaseChoice.told_at.is_not(None),
        ReleaseChoice.state != ChoiceState.ENDED,
    )  # fmt: skip
    rows = select(ReleaseChoice, Release.product_version).join(
        Release, Release.id == ReleaseChoice.release_id
    )
    for choice, named in await turn.session.execute(
        rows.where(*mine).order_by(ReleaseChoice.id.desc()).limit(20)
    ):
        if named.lower().lstrip("v") == version:
            return choice
    return None
