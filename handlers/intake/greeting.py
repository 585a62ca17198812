"""How customers are greeted: the company or the branch of their region, by the hour; the text is a policy (INT-12)."""

from zoneinfo import ZoneInfo

from desk import customers, policies
from handlers.chat.turn import Turn
from i18n import _, company, spoken

NOON, EVENING = 12, 18  # hours


async def headline(turn: Turn) -> str:
    """The greeting of the company or branch; "" when there is no name and no text (INT-12)."""
    own = policies.COMPANY_GREETING if spoken().language == "zh" else policies.COMPANY_GREETING_EN
    text, name = await policies.value(turn.session, own), await _branch(turn) or company()
    if not text:
        return f"{_hello(turn)} · {name}" if name else ""
    return text.replace("{hello}", _hello(turn)).replace("{company}", name)


def _hello(turn: Turn) -> str:
    """By the hour where they are."""
    hour = turn.now.astimezone(ZoneInfo(spoken().zone)).hour
    return _("Good morning") if hour < NOON else _("Good afternoon") if hour < EVENING else _("Good evening")


async def _branch(turn: Turn) -> str:
    """That serves their region; "" for none."""
    customer = await customers.of(turn.session, turn.person)
    written = await policies.value(turn.session, policies.COMPANY_BRANCHES)
    pairs = [part.partition("=") for part in written.replace("；", ";").split(";")]
    names = {region.strip(): name.strip() for region, _equals, name in pairs}
    return names.get(customer.region, "") if customer and customer.region else ""
