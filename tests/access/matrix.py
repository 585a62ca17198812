"""Who may do what, found by trying: every button and command, pressed by everybody, on their channel, on each kind of record.

`expected.md` is what it should be.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.people import Account, Person, Role
from errors import BadInput, NotAllowed, NotFound, Refused, Stale
from handlers import commands, routes
from handlers.chat import flows
from handlers.chat.cards import VERBS
from handlers.chat.incoming import Said
from handlers.chat.talk_rows import TalkRow
from handlers.chat.turn import Links, Turn
from i18n import speaking
from store.session import forget
from tests.access.world import CHANNELS, CUSTOMERS, ELSEWHERE, PEOPLE, STAFF, build
from tests.fakes.desk import TestDesk, open_desk

EXPECTED = Path(__file__).parent / "expected.md"
ORDINARY, COMPLAINT = 1, 2
NEWEST, OLD = 1, 7  # versions
OTHERS = 2
AGED = " old"
HUGE = "9" * 18
HEAD = """# Who may do what

`take 1` is a button on an ordinary record, `take 2` on a complaint's, `/find` a command. Those who are named after a role have nothing
to do with the record; `works on it` is the specialist who has the ticket, `sent there` the engineer of its order, `reporter` the
contact who reported it, `colleague` another contact of the same customer, `has left` a former manager, who may do nothing.
Each line is one rule: these, and nobody else. The last line is what does nothing for anybody here: there is no such record, the
button carries more than a number (tried in the stories), or what it asks for is made aside and checked there.
`elsewhere` is staff of another region, who read what is of their own; `on duty elsewhere` reads all for the time of the shift.
Not here are the two kinds of buttons that belong to one chat and to no record: `w:` (the rest of a long message) does something only
where that message was sent, for the person it was sent to, and `t:` (the answer to a question) only for the person who is asked;
`test_guards.py` presses both as others.
`make matrix` tries all and names what differs; `make test` tries a part.

| who | may |
| --- | --- |
"""
OLD_HEAD = """
# What an old button still does

A card that is not the newest of its record: what changes the record is refused, and the record shown as it stands. These go on
all the same: what they do is meant alike at any version, or their record has none; that a complaint was read stands in the journal,
and counts here. Nobody may more than with the newest card.

| who | may |
| --- | --- |
"""
NOBODY = "nobody"
GROUPS = {
    "everybody": tuple(name for name in PEOPLE if name != "has left"),
    "all staff": ("works on it", "sent there", *ELSEWHERE, *STAFF),
    "all customers": CUSTOMERS,
    "managers": (Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.ADMIN),
}


@dataclass(frozen=True)
class Outcome:
    """What came of one try."""

    may: bool
    begun: int | None = None  # the talk that was opened


class Matrix:
    def __init__(self, desk: TestDesk, session: AsyncSession, people: dict[str, int]) -> None:
        self.desk, self.session, self.people = desk, session, people
        self.broken: list[str] = []

    async def who(self, what: str, among: Sequence[str] = PEOPLE) -> list[str]:
        """Everybody of them for whom it does something."""
        return [name for name in among if (await self.tries(name, what)).may]

    async def who_with_old(self, what: str, likely: Collection[str]) -> list[str]:
        """Tried by those who may with the newest card or by the rule, and by some who may not."""
        others = [name for name in PEOPLE if name not in likely]
        drawn = random.Random(what).sample(others, min(OTHERS, len(others)))
        return await self.who(what, [name for name in PEOPLE if name in likely or name in drawn])

    async def tries(self, name: str, what: str) -> Outcome:
        """Taken back afterwards. What is no kind refusal is kept in `broken`."""
        nested = await self.session.begin_nested()
        try:
            outcome = await self._does(name, what)
            if outcome.may and outcome.begun and name in (*STAFF, "works on it", "sent there"):
                await self._goes_on_without_role(name, what, outcome.begun)
        except Exception as error:
            outcome = Outcome(False)
            self.broken.append(f"{what} by {name}: {type(error).__name__}: {str(error)[:200]}")
        await nested.rollback()
        self.session.expunge_all()
        forget(self.session)
        return outcome

    async def _does(self, name: str, what: str) -> Outcome:
        turn = await self._turn(name, what)
        entries = await self._count(journal.JournalEntry)
        last = await self.session.scalar(select(func.max(TalkRow.id))) or 0
        try:
            with speaking("en"):
                await routes.handle(turn)
        except (NotAllowed, NotFound):
            return Outcome(False)
        except (Stale, BadInput):
            return Outcome(not is_old(what))
        except Refused:
            return Outcome(False)
        await self.session.flush()
        wrote = await self._count(journal.JournalEntry) > entries
        open_talks = select(func.max(TalkRow.id)).where(TalkRow.id > last, TalkRow.ended.is_(False))
        begun = await self.session.scalar(open_talks)
        shown = any(reply.card or reply.title or reply.rows or reply.files for reply in turn.replies)
        told = bool(turn.replies) and what.startswith("/") and not turn.replies[0].text.startswith(NOT_KNOWN)
        refused = not turn.replies or turn.replies[0].text.startswith((*NO_ACCESS, *NOT_KNOWN))
        if is_old(what):
            return Outcome(wrote or begun is not None, begun)
        return Outcome(wrote or begun is not None or ((shown or told) and not refused), begun)

    async def _turn(self, name: str, what: str) -> Turn:
        person = await self.session.get_one(Person, self.people[name])
        channel = CHANNELS[crc32(f"{name} {what}".encode()) % len(CHANNELS)]
        theirs = Account.person_id == person.id, Account.channel == channel
        account = (await self.session.scalars(select(Account).where(*theirs))).one()
        now = self.desk.clock.now()
        said = Said(now, message="m", text=what) if what.startswith("/") else Said(now, button=what)
        journal.take_new(self.session)
        return Turn(
            self.session,
            now,
            person,
            account,
            said,
            self.desk.desk.worker.base,
            Links("kefu_bot", "http://kefu"),
        )

    async def _count(self, table: type) -> int:
        return await self.session.scalar(select(func.count()).select_from(table)) or 0

    async def _goes_on_without_role(self, name: str, what: str, talk: int) -> None:
        """A flow whose role is lost midway ends at its next question, and has changed nothing."""
        turn = await self._turn(name, "/x")
        turn.person.role_rows[:] = []
        await self.session.flush()
        before = await self._count(journal.JournalEntry)
        row = await self.session.get_one(TalkRow, talk)
        turn.said = Said(turn.now, message="m2", text="1")
        with speaking("en"):
            await flows.go_on(turn, row)
        await self.session.flush()
        assert row.ended, f"{what}: {name} goes on without the role"
        assert await self._count(journal.JournalEntry) == before, (
            f"{what}: {name} changed something without the role"
        )


NOT_KNOWN = ("I do not know",)
NO_ACCESS = ("You have no access", "You cannot do that")


def presses() -> list[str]:
    """Every button on both kinds of records; versions as the records have them."""
    return [f"c:{verb}:{number}:{NEWEST}:" for verb in sorted(VERBS) for number in (ORDINARY, COMPLAINT)]


def older(what: str) -> str:
    """The same button of a card that is not the newest."""
    return what.removesuffix(f":{NEWEST}:") + f":{OLD}:"


def is_old(what: str) -> bool:
    return what.startswith("c:") and what.split(":")[3] == str(OLD)


def hostile() -> list[str]:
    """Numbers and versions that are in no row, and words where a number should be."""
    return [
        f"c:{verb}:{number}:{version}:{extra}"
        for verb in sorted(VERBS)
        for number, version, extra in (
            (HUGE, "1", ""),
            ("0", HUGE, HUGE),
            ("1", "0", "x:y"),
            ("1", "7", HUGE),
        )
    ]


def typed() -> list[str]:
    return [f"/{name}" for name in sorted(commands.COMMANDS)]


def shown(what: str) -> str:
    if what.startswith("/"):
        return what
    _c, verb, number, _version, _extra = what.split(":", 4)
    return f"{verb} {number}{AGED if is_old(what) else ''}"


def named(who: Iterable[str]) -> str:
    """`managers, reporter`: by groups where all of one may."""
    left, words = list(who), []
    for group, members in GROUPS.items():
        if set(members) <= set(left):
            words.append(f"**{group}**")
            left = [name for name in left if name not in members]
    return ", ".join([*words, *left]) or NOBODY


def those_of(rule: str) -> list[str]:
    """The people of a line of the table."""
    words = rule.split(", ")
    return [
        name for name in PEOPLE if name in words or any(name in GROUPS.get(w.strip("*"), ()) for w in words)
    ]


def table(found: Mapping[str, list[str]]) -> str:
    """One line for each set of people, the smallest sets first, nobody last."""
    newest = {what: who for what, who in found.items() if not what.endswith(AGED)}
    old = {what: who for what, who in found.items() if what.endswith(AGED) and who}
    return HEAD + _lines(newest) + OLD_HEAD + _lines(old)


def _lines(found: Mapping[str, list[str]]) -> str:
    rules: dict[str, list[str]] = {}
    for what, who in sorted(found.items(), key=lambda each: (len(each[1]) or len(PEOPLE) + 1, each[1])):
        rules.setdefault(named(who), []).append(what)
    return "".join(f"| {who} | {', '.join(whats)} |\n" for who, whats in rules.items())


def expected() -> dict[str, str]:
    """What is pressed or typed → who may."""
    lines = EXPECTED.read_text(encoding="utf-8").splitlines()
    rules = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return {what: who for who, whats in rules for what in whats.split(", ") if who not in ("who", "---")}


def differing(found: Mapping[str, list[str]]) -> list[str]:
    rules = expected()
    return [
        f"{what}: {named(who)}; by the rule: {_rule(rules, what)}"
        for what, who in found.items()
        if _rule(rules, what) != named(who)
    ]


def _rule(rules: Mapping[str, str], what: str) -> str | None:
    return rules.get(what, NOBODY if what.endswith(AGED) else None)


async def tried_all(matrix: Matrix, tried: Iterable[str]) -> dict[str, list[str]]:
    """Each button and command by everybody, with the newest card and with an old one."""
    found, rules = {}, expected()
    for what in tried:
        found[shown(what)] = may = await matrix.who(what)
        if what.startswith("c:"):
            by_rule = those_of(_rule(rules, shown(older(what))) or NOBODY)
            found[shown(older(what))] = await matrix.who_with_old(older(what), {*may, *by_rule})
    return found


async def _whole(*, write: bool, new: bool, part: int, parts: int) -> int:
    tried = [what for what in [*presses(), *typed()] if not new or shown(what) not in expected()]
    tried = tried[part - 1 :: parts]
    with tempfile.TemporaryDirectory() as folder:
        async with open_desk(Path(folder)) as desk, desk.store.transaction() as session:
            matrix = Matrix(desk, session, await build(session, desk.clock.now()))
            found = await tried_all(matrix, tried)
            if not (write or new):
                for number, what in enumerate(hostile()[part - 1 :: parts]):
                    for name in PEOPLE[number % 7 :: 7]:
                        await matrix.tries(name, what)
            await session.rollback()
    if new:
        print(table(found).removeprefix(HEAD))
        return 0
    if write:
        EXPECTED.write_text(table(found), encoding="utf-8")
    wrong = differing(found)
    print("\n".join(wrong))
    print("\n".join(matrix.broken))
    print(f"{len(found)} lines for {len(PEOPLE)} people, {len(wrong)} wrong")
    return 1 if wrong or matrix.broken else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.access.matrix", description=__doc__)
    parser.add_argument("--new", action="store_true", help="show the lines of what has none yet")
    parser.add_argument(
        "--write", action="store_true", help="write all lines anew: read them before they are kept"
    )
    parser.add_argument(
        "--part",
        default="1/1",
        help="only a part, which 2/6 names; the whole takes an hour on two busy cores",
    )
    given = parser.parse_args()
    if given.write and given.part != "1/1":
        parser.error("all lines are written, or none")
    return given


if __name__ == "__main__":
    asked = _asked()
    which, of_all = map(int, asked.part.split("/"))
    sys.exit(asyncio.run(_whole(write=asked.write, new=asked.new, part=which, parts=of_all)))
