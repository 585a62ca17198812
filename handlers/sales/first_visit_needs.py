"""What a customer needs first, one after the other; then the first visit is done (CUS-3)."""

from dataclasses import dataclass
from functools import partial

from desk.people import Person
from desk.sales import first_visit_checks, first_visit_needs, first_visits
from desk.sales.first_visit_needs import KIND_NAMES, NeedKind
from desk.sales.first_visits import FirstVisit
from errors import BadInput
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.sales.first_visit_access import either, on_visit, show
from i18n import _
from i18n.joining import sentences

MOST_NEEDS = 6

NOTHING = "nothing"


@verb
@on_visit
async def first_visit_done(turn: Turn, visit: FirstVisit, extra: str) -> None:
    first_visits.still(visit, *first_visits.TO_CHECK)
    await start(turn, says_needs, {"visit": visit.id})


@dataclass(frozen=True)
class OwnWords(Choice):
    """One of the kinds, or what they need in their own words."""

    def heard(self, said: Said) -> str:
        words = said.text.strip()
        numbers = {str(n): key for n, (key, _label) in enumerate(self.options, start=1)}
        if not words:
            raise BadInput(_("Please write a few words more."))
        return numbers.get(words, words[:500])


@flow
async def says_needs(talk: Talk) -> None:
    """What they need from us first, one after the other; then the first visit is done."""
    visit = await either(talk.turn, talk.args["visit"])
    first_visits.still(visit, *first_visits.TO_CHECK)
    for n in range(MOST_NEEDS):
        said = await talk.ask(f"need{n}", _what(talk.person, first=n == 0))
        if said == NOTHING:
            break
        await talk.once(f"kept{n}", partial(_keep, talk, visit, *await _kind(talk, n, said)))
    await first_visit_checks.finish(talk.turn.session, visit, talk.person, talk.turn.now)
    if talk.person.is_staff:
        return await show(talk.turn, visit)
    thanks = _("Thank you, that was all! Whenever something does not work, just write it here.")
    hear = _("Whoever is responsible gets what you need today, and you hear from them.")
    return talk.say(sentences(thanks, hear if "need1" in talk.answers else ""))


def _what(person: Person, *, first: bool) -> OwnWords:
    if person.is_staff:
        asked = _("What do they need from us first?") if first else _("Anything else that they need?")
    else:
        asked = _("What do you need from us first?") if first else _("Anything else?")
    none = _("👍 Nothing for now") if first else _("✅ That is all")
    hint = _("Press one, or write it in your own words.")
    options = [(NOTHING, none), *((kind, _(name)) for kind, name in KIND_NAMES.items())]
    return OwnWords(sentences(asked, hint), options=options, lead=1, columns=2)


async def _kind(talk: Talk, n: int, said: str) -> tuple[NeedKind, str]:
    """What was pressed, with a few words; or what was written, and what it is about."""
    if said in list(NeedKind):
        prompt = _("In a few words, if there is more to say:")
        words = await talk.ask(f"words{n}", Words(prompt, options=[(SKIP, _("Skip"))], longest=500))
        return NeedKind(said), "" if words == SKIP else words
    if found := first_visit_needs.kind_of(said):
        return found, said
    options = [(kind, _(name)) for kind, name in KIND_NAMES.items()]
    return NeedKind(
        await talk.ask(f"kind{n}", Choice(_("What is it about?"), options=options, columns=2))
    ), said


async def _keep(talk: Talk, visit: FirstVisit, kind: NeedKind, words: str) -> int:
    need = await first_visit_needs.say(talk.turn.session, visit, kind, words, talk.person, talk.turn.now)
    return need.id
