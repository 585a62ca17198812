"""What all simulated people have in common: they notice, look at their chat, press what they see, and mistype."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from simulation import behaviour
from simulation.chats import Chat, Shown, Telegram
from simulation.company import LETTERS, Member

Later = Callable[[datetime, Callable[[], None]], None]  # at this time, do this


def minutes(chance: Random, mean: float) -> timedelta:
    """A wait of about `mean` minutes, now and then much longer; whole seconds, as clocks have them."""
    return timedelta(seconds=1 + round(chance.expovariate(1 / (mean * 60))))


def pick(chance: Random, weights: Mapping[str, float], among: Sequence[str], other: float = 1) -> str:
    """One of `among`; what has no weight of its own weighs `other`."""
    return chance.choices(among, [weights.get(one, other) for one in among])[0]


STEPS = ("requirement_step", "project_step")  # one verb for all of them; which one stands behind it


def verb(data: str) -> str:
    """What a button does: "take" of `c:take:12:3:`, "project:approve" of `c:project_step:7:1:approve`, the key of `t:5:ab12:yes`."""
    parts = data.split(":", 4 if data.startswith("c:") else 3)
    if not data.startswith("c:"):
        return parts[-1]
    return f"{parts[1].removesuffix('_step')}:{parts[4]}" if parts[1] in STEPS else parts[1]


def slipped(text: str, chance: Random) -> str:
    """As it is typed in a hurry: two letters swapped, one lost, one twice, or another one."""
    if len(text) < 4:
        return text
    at = chance.randrange(len(text) - 1)
    return chance.choice((
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        text[:at] + text[at + 1 :],
        text[: at + 1] + text[at:],
        text[:at] + chance.choice(LETTERS) + text[at + 1 :],
    ))  # fmt: skip


class Someone:
    """One person: what they see is their chat, and all they can do is to say and to press."""

    def __init__(self, member: Member, telegram: Telegram, chance: Random, later: Later) -> None:
        self.member, self.telegram, self.chance, self.later = member, telegram, chance, later
        self.chat: Chat = member.chat
        self.chat.notify = self.notices
        self.answered = 0  # the newest question that they have dealt with
        self.looks_at: datetime | None = None

    @property
    def now(self) -> datetime:
        return self.telegram.clock.now()

    def notices(self, shown: Shown) -> None:
        raise NotImplementedError

    def look(self) -> None:
        raise NotImplementedError

    def plan_look(self, at: datetime) -> None:
        """Looks at their chat then, if not earlier."""
        if self.looks_at is None or at < self.looks_at:
            self.looks_at = at
            self.later(at, lambda: self._due(at))

    def _due(self, at: datetime) -> None:
        if self.looks_at == at:
            self.looks_at = None
            self.look()

    def question(self) -> Shown | None:
        """The newest question that waits for them."""
        questions = (s for s in self.chat.with_buttons.values() if s.number > self.answered)
        asked = [s for s in questions if any(data.startswith("t:") for _label, data in s.buttons)]
        return asked[-1] if asked else None

    def press(self, shown: Shown, label: str, data: str) -> None:
        self.telegram.presses(self.chat, shown, label, data)

    def press_any(self, shown: Shown, weights: Mapping[str, float], among: Sequence[str]) -> str:
        """One of these verbs or keys, as far as it is there; which one, "" for none."""
        chosen = pick(self.chance, weights, among)
        found = [button for button in shown.buttons if verb(button[1]) == chosen]
        found = [button for button in found if shown.is_open(button)] or found
        if found:
            first = len(found) == 1 or self.chance.random() < behaviour.FIRST_BUTTON
            self.press(shown, *(found[0] if first else self.chance.choice(found)))
        return chosen

    def press_old(self) -> None:
        """Something that was shown long ago."""
        old = list(self.chat.with_buttons.values())[:-1]
        if old:
            shown = self.chance.choice(old)
            self.press(shown, *self.chance.choice(shown.buttons))

    def says(self, text: str, quotes: Shown | None = None) -> None:
        self.telegram.says(self.chat, self.typed(text), quotes=quotes)

    def typed(self, text: str) -> str:
        """As it comes out of the keyboard."""
        return slipped(text, self.chance) if self.chance.random() < behaviour.SLIPS else text
