"""Templates of plans: stages with their items, sides, lengths, what waits for what (PRJ-1)."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from desk.projects import schedule
from errors import BadInput, NotFound
from i18n import _

BUILT_IN = Path(__file__).with_name("templates.json")


@cache
def built_in() -> Mapping[str, dict[str, Any]]:
    return {content["code"]: content for content in json.loads(BUILT_IN.read_text("utf8"))}


def template(code: str) -> dict[str, Any]:
    """Raises NotFound."""
    if (found := built_in().get(code)) is None:
        raise NotFound(_("There is no template {code}.").format(code=code))
    return found


def check(stages: Sequence[Mapping[str, Any]]) -> None:
    """Raises BadInput for a key that is there twice or nowhere, and for a circle."""
    items = [item for stage in stages for item in stage["items"]]
    keys = [item["key"] for item in items]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise BadInput(_("{key} is there twice.").format(key=twice))
    for item in items:
        if unknown := [key for key in item.get("after", ()) if key not in keys]:
            raise BadInput(
                _("{key} waits for {other}, which is not there.").format(key=item["key"], other=unknown[0])
            )
    schedule.in_order({item["key"]: item.get("after", ()) for item in items})
