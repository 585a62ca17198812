"""How a requirement is told, to staff and to the person who asked (REQ)."""

import re
from datetime import date, datetime

from desk.requirements.requirement import NEED_NAMES, Charge, Requirement, RequirementState, Voice
from desk.requirements.steps import Step
from i18n import N_, _, day, moment, plain
from i18n.joining import listed, sentences

S = RequirementState
LABELS: dict[Step, str] = {
    Step.ANSWER: N_("💡 Possible already"),
    Step.WAY_ROUND: N_("↪ There is a way round"),
    Step.TAKE_UP: N_("📋 To be evaluated"),
    Step.DECLINE: N_("🙏 Kindly decline"),
    Step.TO_SALES: N_("🛒 To sales"),
    Step.FITS: N_("✅ That does it"),
    Step.NEEDS_MORE: N_("❌ I still need it"),
    Step.PLAN: N_("🎁 Build, free"),
    Step.QUOTE: N_("💰 Build, for a fee"),
    Step.NOT_NOW: N_("⏳ Later, look again on …"),
    Step.REFUSE: N_("🙏 No, with a reason"),
    Step.TAKE_BACK: N_("↩ Undo"),
    Step.LOOK_AGAIN: N_("🔍 Evaluate again"),
    Step.ASK_AGAIN: N_("🔁 Ask again"),
    Step.BEGIN: N_("▶ Work begins"),
    Step.RETARGET: N_("📅 Another quarter"),
    Step.DELIVER: N_("📦 Delivered"),
    Step.CONFIRM: N_("✅ Yes, it does"),
    Step.NOT_QUITE: N_("🤏 Not quite"),
    Step.CANCEL: N_("✖ Cancel the order"),
    Step.SETTLE: N_("✅ Answered"),
    Step.TO_PRODUCT: N_("↩ It is about the product"),
    Step.MERGE: N_("🔗 Same as another one"),
    Step.UNDO: N_("✂ Undo the merge"),
}
EVALUATED = (
    Step.PLAN,
    Step.QUOTE,
    Step.NOT_NOW,
    Step.REFUSE,
)  # outcomes: taken on the page of the evaluation
_PASSWORD = re.compile(
    r"((?:密码|口令|password|passwd|pwd)(?:是|为| is)?[:：= ]{0,3})\S{1,60}", re.IGNORECASE
)


def veiled(text: str) -> str:
    """Words as colleagues read them: without names, numbers and passwords as far as they show."""
    return _PASSWORD.sub(r"\1***", plain.masked(text))


def quarter(target: str) -> str:
    """`2026-Q2` as people say it."""
    return _("Q{number} {year}").format(year=target[:4], number=target[-1]) if target else ""


def news(requirement: Requirement, now: datetime) -> str:
    """What has become of it, kindly, for the person who asked; "" while there is nothing to tell."""
    why, instead = requirement.why, requirement.instead
    texts = {
        S.ANSWERED: sentences(_("You can do this with the product as it is:"), instead),
        S.WAY_ROUND: sentences(_("There is a way to do it today:"), instead),
        S.DECLINED: sentences(_("Thank you for the idea. We do not take it up:"), why, _instead(instead)),
        S.TO_EVALUATE: _taken_up(requirement, now),
        S.QUOTED: _("We can build it. Sales get in touch with you with an offer."),
        S.PLANNED: _("It is planned for {quarter}.").format(quarter=quarter(requirement.target)),
        S.IN_WORK: _("It is planned for {quarter}.").format(quarter=quarter(requirement.target)),
        S.NOT_NOW: sentences(
            _("It is not among the next things to be built:"), why, _again(requirement), _instead(instead)
        ),
        S.NO: sentences(_("Thank you for the idea. It is not among our plans:"), why, _instead(instead)),
        S.DELIVERED: _delivered(requirement),
        S.CONFIRMED: _("It is delivered. Thank you for telling us!"),
        S.COMMERCIAL: _("Sales get in touch with you about it."),
    }
    return texts.get(requirement.state, "")


def _instead(text: str) -> str:
    return _("What you can do instead: {way}").format(way=text) if text else ""


def _again(requirement: Requirement) -> str:
    if requirement.look_again_on is None:
        return ""
    return _("We look at it again on {date}.").format(date=day(requirement.look_again_on))


def _taken_up(requirement: Requirement, now: datetime) -> str:
    by = moment(requirement.limit_at, now) if requirement.limit_at else ""
    return _("It is taken up and evaluated now. You hear what comes of it by {time}.").format(time=by)


def _delivered(requirement: Requirement) -> str:
    lines = [
        _("It is delivered, in version {release}.").format(release=requirement.release),
        _("How to use it: {how}").format(how=requirement.how_to_use),
        _("Training: {training}").format(training=requirement.training) if requirement.training else "",
        _("Does it do what you need?"),
    ]
    return "\n".join(filter(None, lines))


def counted(voices: list[Voice], keys: set[int], today: date) -> str:
    """`4 customers, 1 key · 2 are blocked · first asked 12 March`"""
    customers = {voice.customer_id or -(voice.person_id or 0) for voice in voices}
    blocked = {v.customer_id or v.person_id for v in voices if v.need == "blocks"}
    first = min((voice.at.date() for voice in voices), default=today)
    return " · ".join(
        filter(
            None,
            [
                _("customers: {n}, key: {key}").format(n=len(customers), key=len(keys & customers)),
                _("blocked: {n}").format(n=len(blocked)) if blocked else "",
                _("first asked {date}").format(date=day(first, today)),
            ],
        )
    )


def urgency(voice: Voice, today: date) -> str:
    name = _(NEED_NAMES[voice.need])
    return listed([name, day(voice.needed_by, today)]) if voice.needed_by else name


def charge(requirement: Requirement) -> str:
    return {
        Charge.NONE: "",
        Charge.FREE: _("free of charge"),
        Charge.FEE: _("for a fee"),
    }[requirement.charge]
