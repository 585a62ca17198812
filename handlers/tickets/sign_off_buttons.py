"""The record of a visit as the customer reads it, with the buttons that sign it (DIS-5)."""

from datetime import timedelta

from desk.dispatch import site_wishes
from desk.dispatch.orders import Dispatch
from desk.dispatch.visit_record import Opinion
from handlers.chat.cards import button
from handlers.chat.message import Button
from i18n import _, duration


def record(order: Dispatch, engineer: str) -> str:
    """The visit as the customer reads it."""
    lines = [
        _("{name} has written down the visit:").format(name=engineer),
        f"🔎 {order.found}",
        f"🔧 {order.done}",
        *([f"🔩 {order.parts}"] if order.parts else []),
        *([f"⏱ {duration(timedelta(minutes=order.minutes))}"] if order.minutes else []),
        *site_wishes.lines(order),
    ]
    return "\n".join(lines)


def to_sign(order: Dispatch, engineer: str) -> str:
    return record(order, engineer) + "\n\n" + _("Please sign it off:")


def choices(order: Dispatch, *, solved: bool) -> list[list[Button]]:
    """One tap signs; what is not solved yet is not asked again whether it is."""
    n = order.id
    yes, no = (
        (_("✅ Solved, and I am satisfied"), _("🙁 Solved, but I am not satisfied"))
        if solved
        else (_("✍️ Seen, thank you"), _("🙁 I am not satisfied"))
    )
    rows = [
        [button(yes, "sign_visit", n, 0, Opinion.SATISFIED)],
        [button(no, "sign_visit", n, 0, Opinion.DISSATISFIED)],
    ]
    unsolved = [button(_("❌ Not solved"), "sign_visit", n, 0, Opinion.UNSOLVED)]
    return [*rows, unsolved] if solved else rows
