"""An outage is heard in the words: frozen phrases, written before the examples were trained (INT-3)."""

from handlers.intake.outage import is_outage
from tests.rules.intake.test_intents import phrases

HEARD = 0.9  # at least, of outages


async def test_frozen_phrases() -> None:
    """Measured when it was written: 27 of 30 outages heard, none of 30 others mistaken."""
    told = [(kind, await is_outage(text), text) for kind, text in phrases("outages.held_back")]
    outages = [heard for kind, heard, _text in told if kind == "outage"]
    assert sum(outages) / len(outages) >= HEARD, [
        text for kind, heard, text in told if kind == "outage" and not heard
    ]
    assert [text for kind, heard, text in told if kind == "problem" and heard] == []
