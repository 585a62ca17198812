"""A contact of several companies: which of them a matter is for, asked once it is begun if the words do not say (CUS-12)."""

import re
from functools import partial

from desk import customers
from desk.customers import Customer
from handlers.chat.flows import Talk
from handlers.chat.questions import Question, Which
from i18n import _
from kb.text.normalise import plain

RUN = 3  # Chinese characters, or a Latin word, by which a company is named
_LATIN = re.compile(r"[a-z]{3,40}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,80}")
_ANY = frozenset(("有限公", "限公司", "分公司", "股份有", "ltd", "inc", "co", "company", "the"))


async def asked(talk: Talk, words: str) -> None:
    """Nothing is asked of who has one company, or has named one."""
    known = await talk.once("companies", partial(_meant, talk, words))
    if len(known) > 1:
        await talk.ask("company", question(known))


def question(known: list[tuple[int, str]]) -> Question[str]:
    return Which(_("For which company is it?"), options=[(str(number), name) for number, name in known])


async def of(talk: Talk) -> Customer | None:
    """The company that the matter is for."""
    known = talk.answers.get("=companies") or []
    number = talk.answers.get("company") or (known[0][0] if len(known) == 1 else talk.person.customer_id)
    return await talk.turn.session.get(Customer, int(number)) if number else None


async def options(talk: Talk) -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in await customers.companies(talk.turn.session, talk.person)]


async def _meant(talk: Talk, words: str) -> list[tuple[int, str]]:
    """The one that the words name, else all of theirs."""
    every = await options(talk)
    said = plain(words[:2000])
    points = {number: sum(run in said for run in _runs(name)) for number, name in every}
    best = sorted(points.values(), reverse=True)
    if len(every) > 1 and best[0] > best[1]:
        return [(number, name) for number, name in every if points[number] == best[0]]
    return every


def _runs(name: str) -> set[str]:
    """Pieces of a company's name that tell it from others."""
    bare = plain(name)
    pieces = {
        each[at : at + RUN] for each in _CHINESE.findall(bare) for at in range(max(1, len(each) - RUN + 1))
    }
    return (pieces | set(_LATIN.findall(bare))) - _ANY
