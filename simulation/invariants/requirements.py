"""Requirements: everybody who asked is told of each moment once, through merges and all; counted from the journal alone."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from desk.events import Event
from simulation.snapshot import Broken, Found, Look

ANEW = ("ask_again", "look_again", "needs_more", "not_quite")  # steps that begin another round
NEWS = {  # step → what those who asked hear then (REQ-4)
    "answer": "answer", "way_round": "answer", "decline": "no", "refuse": "no", "not_now": "no", "lapsed": "no",
    "take_up": "taken_up", "needs_more": "taken_up", "look_again": "taken_up", "plan": "planned", "signed": "planned",
    "begin": "planned", "retarget": "planned", "not_quite": "planned", "deliver": "delivered",
}  # fmt: skip
SILENT = ("ask_again", "to_product", "to_sales", "quote", "cancel", "fits", "silence", "settle", "confirm")
ONCE = ("taken_up", "planned")  # of these a later round is no news by itself
UNDONE = ("plan", "not_now", "refuse")  # outcomes that can be undone for a while, and are told after it
UNDO = timedelta(minutes=10)
LATE = timedelta(days=1)  # after that time, should the desk have been away


@dataclass
class Story:
    """Of one requirement, as far as it has been told."""

    news: str = ""  # what is known by now
    round: int = 0
    before: str = ""  # the news before an outcome that can still be undone
    told_from: datetime | None = None  # until then that outcome can be undone
    voices: set[int] = field(default_factory=set)


def every_asker_hears_of_each_moment_once(look: Look) -> Found:
    """Each of them has one message of each moment that came after they asked, or was known when they did; none has two."""
    owed = _Owed(look)
    for entry in look.events(
        Event.REQUIREMENT_HEARD, Event.REQUIREMENT_JOINED, Event.REQUIREMENT_MOVED, Event.REQUIREMENT_MERGED,
        Event.REQUIREMENT_PARTED, Event.REQUIREMENT_HUSHED, Event.REQUIREMENT_TOLD,
    ):  # fmt: skip
        yield from owed.read(entry)
    yield from owed.left()
    yield from _shown(look)


class _Owed:
    """Reads the journal; who has to hear what, and has not yet."""

    def __init__(self, look: Look) -> None:
        self.now = look.now
        self.person = {voice.id: voice.person_id for voice in look.voices}
        self.stories: dict[str, Story] = defaultdict(Story)
        self.paths: dict[int, list[str]] = defaultdict(list)  # voice → what it came through
        self.quiet: set[tuple[str, int | None]] = set()
        self.heard: Counter[tuple[int, str]] = Counter()  # voice and news
        self.owed: dict[
            tuple[str, int | None], tuple[str, datetime, datetime]
        ] = {}  # what, since, from when on

    def read(self, entry: Any) -> Iterator[Broken]:
        story, ref = self.stories[entry.record], entry.record
        match entry.event:
            case Event.REQUIREMENT_HEARD | Event.REQUIREMENT_JOINED:
                story.voices.add(entry.data["voice"])
                self._owe(ref, entry.at)
            case Event.REQUIREMENT_MOVED:
                self._moved(ref, entry.data["step"], entry.at)
                self._owe(ref, entry.at)
            case Event.REQUIREMENT_MERGED:
                whole = self._merged(ref, f"requirement:{entry.data['into']}")
                self._owe(whole, entry.at)
            case Event.REQUIREMENT_PARTED:
                self._parted(ref, f"requirement:{entry.data['of']}")
                self._owe(ref, entry.at)
            case Event.REQUIREMENT_HUSHED:
                self.quiet |= {(ref, entry.by)}
                self.owed.pop((ref, entry.by), None)
            case Event.REQUIREMENT_TOLD:
                yield from self._told(ref, entry)

    def _moved(self, ref: str, step: str, at: datetime) -> None:
        story = self.stories[ref]
        story.round += step in ANEW
        if step == "take_back":
            story.news, story.told_from = story.before, None
            self.owed = {key: owed for key, owed in self.owed.items() if key[0] != ref}
        elif step in UNDONE:
            story.before, story.told_from = story.news, at + UNDO
        else:
            story.told_from = None
        if step in NEWS:
            story.news = NEWS[step]
        elif step in SILENT:
            story.news = ""

    def _merged(self, part: str, whole: str) -> str:
        for voice in self.stories[part].voices:
            self.paths[voice].append(part)
        self.stories[whole].voices |= self.stories[part].voices
        self.stories[part].voices = set()
        return whole

    def _parted(self, part: str, whole: str) -> None:
        back = {voice for voice in self.stories[whole].voices if part in self.paths[voice]}
        for voice in back:
            del self.paths[voice][self.paths[voice].index(part) :]
        self.stories[whole].voices -= back
        self.stories[part].voices |= back

    def _name(self, story: Story) -> str:
        return story.news if story.news in ONCE or not story.news else f"{story.news} {story.round}"

    def _people(self, story: Story) -> dict[int | None, list[int]]:
        found = defaultdict[int | None, list[int]](list)
        for voice in story.voices:
            found[self.person.get(voice)].append(voice)
        return found

    def _owe(self, ref: str, at: datetime) -> None:
        story = self.stories[ref]
        name = self._name(story)
        for person, voices in self._people(story).items():
            known = not name or any(self.heard[voice, name] for voice in voices)
            if person and not known and (ref, person) not in self.quiet:
                self.owed[ref, person] = (name, at, max(at, story.told_from or at))

    def _told(self, ref: str, entry: Any) -> Iterator[Broken]:
        """What is planned for another quarter is news again; all else is told once."""
        story = self.stories[ref]
        name = self._name(story)
        for voice in entry.data["voices"]:
            person = self.person.get(voice)
            again = any(self.heard[each, name] for each in self._people(story)[person])
            if (
                (ref, person) in self.quiet
                or (again and name != "planned")
                or self._not_in_time(ref, person, entry.at)
            ):
                yield Broken(
                    "askers",
                    f"{ref}: {entry.data['moment']} told to {person}, not in its time or not once",
                    person=person,
                )
            self.heard[voice, name] += 1
            self.owed.pop((ref, person), None)

    def _not_in_time(self, ref: str, person: int | None, at: datetime) -> bool:
        """In the moment it happened; what can be undone, once it cannot be any more."""
        if (owed := self.owed.get((ref, person))) is None:
            return False
        _name, since, begins = owed
        return not begins <= at <= (begins if since == begins else begins + LATE)

    def left(self) -> Iterator[Broken]:
        for (ref, person), (name, since, begins) in self.owed.items():
            if since == begins or self.now > begins + LATE:
                yield Broken(
                    "askers", f"{ref}: {name} of {since:%F %T} was not told to {person}", person=person
                )


def _shown(look: Look) -> Found:
    """Each that was told is one new message on the card of the requirement, in the same moment."""
    people = {voice.id: voice.person_id for voice in look.voices}
    reached = {row.person_id for row in look.outbox}
    sent = Counter(
        (row.card, row.person_id, row.created_at)
        for row in look.outbox
        if row.card.startswith("requirement:") and row.edits is None
    )
    for entry in look.events(Event.REQUIREMENT_TOLD):
        told = Counter(people[voice] for voice in entry.data["voices"])
        for person, times in told.items():
            messages = sent[entry.record, person, entry.at]
            if person in reached and (times != 1 or messages != 1):
                what = f"{entry.record}: {entry.data['moment']} is {messages} messages to {person}"
                yield Broken("askers", what, person=person)
