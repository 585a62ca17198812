"""How a release is told, to staff and to customers (REL)."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.people import Person
from desk.releases.release import CHOICE_NAMES, KIND_NAMES, ChoiceState, Release, ReleaseKind
from desk.releases.steps import Step
from i18n import N_, _
from i18n.joining import labelled, noted

LABELS: dict[Step, str] = {
    Step.INSTALL: N_("⬇️ We install it now"),
    Step.ORDER: N_("🧰 Please install it for us"),
    Step.OFFER: N_("🛒 I would like an offer"),
    Step.LATER: N_("⏰ Later"),
    Step.DECLINE: N_("✖ Not this one"),
    Step.WELL: N_("✅ It went well"),
    Step.TROUBLE: N_("⚠️ There is trouble"),
    Step.NOT_YET: N_("⏳ Not done yet"),
}
REPLIES: dict[Step, str] = {
    Step.INSTALL: N_("Here it is. We will ask you how it went; if anything goes wrong, press ⚠️ at any time."),
    Step.ORDER: N_("Thank you, that is {ticket}. A colleague gets in touch with you about it."),
    Step.OFFER: N_("Thank you, that is {ticket}. Sales get in touch with you about it."),
    Step.LATER: N_("All right, I ask again on {date}."),
    Step.DECLINE: N_("All right. If you change your mind, you find it under /releases."),
    Step.WELL: N_("Glad to hear it! Just write whenever something comes up."),
    Step.TROUBLE: N_("Sorry about that. It is {ticket}, and a colleague looks at it."),
    Step.NOT_YET: N_("All right, I ask again later."),
}


async def title(session: AsyncSession, release: Release, viewer: Person) -> str:
    """`NE Accounting 8.2`, `NE Accounting 8.2 SP1 (patch)`"""
    product = await customers.product_name(session, release.product, viewer.language)
    patch = _(KIND_NAMES[release.kind]) if release.kind is ReleaseKind.PATCH else ""
    return noted(f"{product} {release.product_version}", patch)


def counted(counts: Mapping[ChoiceState, int]) -> str:
    """How many customers are in each state; states without any are left out."""
    return " · ".join(
        labelled(_(name), counts[state]) for state, name in CHOICE_NAMES.items() if counts.get(state)
    )
