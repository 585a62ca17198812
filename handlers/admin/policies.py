"""Policies in chat: an administrator looks them up by what they are about, and sets them; checked when entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from desk import administration, policies
from desk.access import require
from desk.journal import JournalEntry
from desk.people import Person, Role
from desk.policies import Policy
from handlers.admin.policy_formatting import words
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from i18n import N_, _, moment, ngettext
from i18n.joining import cut, labelled

AREAS = {
    "clock": N_("⏱ Time limits"),
    "alert": N_("🚨 Alerts"),
    "emergency": N_("🆘 Emergencies"),
    "duty": N_("🗓 Hotline duty"),
    "missed": N_("📭 Missed messages"),
    "incident": N_("🧩 Known incidents"),
    "ticket": N_("🎫 Tickets"),
    "complaint": N_("📣 Complaints"),
    "scope": N_("⚖️ Scope and fees"),
    "survey": N_("⭐ Surveys"),
    "visit_back": N_("📅 Visit-backs"),
    "customer": N_("🏢 Customers"),
    "first_visit": N_("🤝 First visits"),
    "renewal": N_("🔁 Renewals"),
    "churn": N_("📉 Lost customers"),
    "project": N_("🏗 Projects"),
    "requirement": N_("🧩 Requirements"),
    "release": N_("🚀 Releases"),
    "inspection": N_("🔧 Inspections"),
    "visit": N_("🚗 Visits"),
    "training": N_("🎓 Training"),
    "kb": N_("📖 Problem base"),
    "report": N_("📑 Reports"),
    "figures": N_("📊 Figures"),
    "company": N_("🏢 The company"),
    "privacy": N_("🔏 Data of people"),
    "limit": N_("🚦 Limits per person and hour"),
    "access": N_("🔑 Who reads what"),
    "desk": N_("🖥 The desk itself"),
}
DEFAULT = "default"
EARLIER = 5  # changes shown


async def areas(turn: Turn) -> None:
    """/policies"""
    require(turn.person, Role.ADMIN)
    rows = [[button(_(name), "policy_area", 0, 0, area)] for area, name in AREAS.items()]
    turn.say(_("What is it about? A change counts at once, for open promises too."), rows)


@verb
async def policy_area(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, Role.ADMIN)
    chosen = await policies.chosen(turn.session)
    those = [each for each in policies.ALL if each.key.partition(".")[0] == extra]
    lines = ["• " + labelled(_(each.help), words(each, chosen.get(each.key, each.default))) for each in those]
    rows = [[button(_short(each), "policy", 0, 0, each.key)] for each in those]
    turn.say("\n".join(lines), rows, title=_(AREAS.get(extra, "")))


def _short(policy: Policy[Any]) -> str:
    text = _(policy.help)
    return cut(text, 50)


@verb
async def policy(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, Role.ADMIN)
    policies.named(extra)
    await start(turn, set_policy, {"key": extra})


@dataclass(frozen=True)
class Value(Words):
    """What the policy can mean, else it is asked again."""

    key: str = ""

    def heard(self, said: Said) -> str:
        text = super().heard(said)
        policies.named(self.key).read(text)
        return text


@flow
async def set_policy(talk: Talk) -> None:
    """The new value; who changed it from what to what stands in the journal."""
    require(talk.person, Role.ADMIN)
    session, which = talk.turn.session, policies.named(talk.args["key"])
    now = (await policies.chosen(session)).get(which.key, which.default)
    lines = [
        _(which.help),
        _("Now: {value}. By default: {default}.").format(
            value=words(which, now), default=words(which, which.default)
        ),
    ]
    lines += await _earlier(talk.turn, which)
    question = Value(
        "\n".join([*lines, _("Which value from now on?")]),
        key=which.key,
        options=[(DEFAULT, _("The default"))],
    )
    value = await talk.ask("value", question)
    moved = await administration.set_policy(
        session, which.key, which.default if value == DEFAULT else value, talk.turn.now, talk.person.id
    )
    talk.say(done(moved))


async def _earlier(turn: Turn, which: Policy[Any]) -> Sequence[str]:
    """Its latest changes."""
    query = select(JournalEntry).where(JournalEntry.record == f"policy:{which.key}")
    lines = []
    for entry in await turn.session.scalars(query.order_by(JournalEntry.id.desc()).limit(EARLIER)):
        by = await turn.session.get(Person, entry.by) if entry.by else None
        change = " → ".join(words(which, entry.data[when]) for when in ("before", "after"))
        lines.append(f"{moment(entry.at, turn.now)}  " + labelled(by.name if by else _("the desk"), change))
    return lines


def done(moved: int | None) -> str:
    """What a change has done; None: it was so already."""
    if moved is None:
        return _("Nothing to change: it is so already.")
    counts = _("It counts from now on.")
    if not moved:
        return counts
    limits = ngettext(
        "{n} open time limit is another one now.", "{n} open time limits are others now.", moved
    )
    return f"{counts} {limits.format(n=moved)}"
