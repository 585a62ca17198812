"""`kefu contracts due`: what ends and nobody has renewed, in a table, as JSON, as XLSX (SCO-5)."""

from datetime import UTC, datetime, timedelta

from openpyxl import load_workbook

from tests.cli.conftest import Cli


def test_what_ends_soon_is_listed_with_whose_it_is(kefu: Cli) -> None:
    today = datetime.now(UTC).date()
    soon, later = today + timedelta(days=20), today + timedelta(days=90)
    begun = today - timedelta(days=200)
    kefu("staff", "add", "张敏", "--role", "sales")
    for number, (name, last) in enumerate((("明月纺织", soon), ("朝阳机械", later), ("远山物流", soon))):
        kefu("customers", "add", name, "--service-code", f"S-{number}", "--service", f"{begun}..{last}")
    kefu("customers", "entrust", "明月纺织", "--sales", "张敏", "--reseller", "江南软件")
    assert "cannot be the account manager" in kefu.refused(
        "customers", "entrust", "明月纺织", "--account", "张敏"
    )
    kefu("customers", "contract", "远山物流", str(soon + timedelta(days=1)), str(soon + timedelta(days=365)))
    [due] = kefu.json("contracts", "due", "--within", "60d")
    assert (due["customer"], due["number"], due["sales_manager"], due["state"]) == (
        "明月纺织", "A-1001", "张敏", "ends soon",
    )  # fmt: skip
    assert due["days_left"] in (19, 20, 21)
    kefu("contracts", "due", "--within", "120d", "--xlsx", str(kefu.folder / "due.xlsx"))
    rows = list(load_workbook(kefu.folder / "due.xlsx").active.values)
    assert [row[0] for row in rows[1:]] == ["明月纺织", "朝阳机械"]
    shown = kefu.json("customers", "show", "明月纺织")
    assert shown["team"] == {"sales_manager": "张敏", "reseller": "江南软件"}
    assert "length of time" in kefu.refused("contracts", "due", "--within", "soon")
