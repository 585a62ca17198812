"""Who is qualified for what a request needs, as a table (TRN-6)."""

from datetime import date

import pytest

from desk.qualifications import Held, Standing, standing

TODAY = date(2026, 3, 2)
LI, ZHOU = 1, 2


def held(
    person: int = LI,
    product: str = "NE",
    skill: str = "",
    region: str = "",
    ends: date | None = None,
    *,
    withdrawn: bool = False,
) -> Held:
    return Held(person, product, skill, region, ends, withdrawn)


@pytest.mark.parametrize(
    ("every", "region", "found"),
    [
        ([], "", Standing.NOT_NEEDED),
        ([held(product="HR")], "", Standing.NOT_NEEDED),
        ([held()], "", Standing.QUALIFIED),
        ([held(person=ZHOU)], "", Standing.NONE),
        ([held(ends=TODAY)], "", Standing.QUALIFIED),
        ([held(ends=date(2026, 3, 1))], "", Standing.ENDED),
        ([held(ends=date(2026, 3, 1)), held(ends=date(2027, 3, 1))], "", Standing.QUALIFIED),
        ([held(withdrawn=True)], "", Standing.NONE),
        ([held(region="华东")], "华东", Standing.QUALIFIED),
        ([held(region="华东")], "华北", Standing.NONE),
        ([held(product="", skill="税务")], "", Standing.QUALIFIED),
        ([held(), held(ZHOU, product="", skill="税务")], "", Standing.NONE),
        ([held(), held(ZHOU, product="", skill="打印")], "", Standing.QUALIFIED),
    ],
)
def test_standing(every: list[Held], region: str, found: Standing) -> None:
    """TRN-6: needed once anybody ever had one; by product and by skill that the words name; in the region; until its last day."""
    assert standing(every, LI, "NE", "NE 税务申报报错", region, TODAY) is found
