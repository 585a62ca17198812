"""`kefu scope`: the catalogue of services (SCO-7)."""

import json

from tests.cli.conftest import Cli

TABLE = "code,name,price,in_scope_for,valid_from\nVISIT,上门服务,800,free|paid,2026-01-01\nDATA,数据导入,USD 80,,2026-01-01\n"


def test_services_go_in_and_out_and_a_price_counts_from_its_day(kefu: Cli) -> None:
    file = kefu.folder / "services.csv"
    file.write_text(TABLE, "utf8")
    assert "2 new" in kefu("scope", "import", str(file))
    assert "from 2999-01-01" in kefu("scope", "price", "VISIT", "1,000", "--from", "2999-01-01")
    assert "nothing to change" in kefu("scope", "price", "VISIT", "1000", "--from", "2999-01-01")

    def price(*on: str) -> dict[str, str]:
        return {row["code"]: row["price"] for row in json.loads(kefu("scope", "list", "--json", *on))}

    assert price() == {"VISIT": "800.00", "DATA": "USD 80.00"}
    assert price("--on", "2999-01-02") == {"VISIT": "1000.00", "DATA": "USD 80.00"}
    out = kefu.folder / "out.xlsx"
    kefu("scope", "export", str(out))
    assert "3 unchanged, 0 bad" in kefu("scope", "import", str(out))
    assert "There are: DATA, VISIT" in kefu.refused("scope", "price", "NONE", "1")
    odd = kefu.folder / "odd.csv"
    odd.write_text(
        "code,name,price,form\nDATA2,数据导出,80,svc_nothing\nDATA3,数据导出,80,svc_export\n", "utf8"
    )
    told = kefu("scope", "import", str(odd), code=1)
    assert "There is no form svc_nothing. There are: svc_import, svc_export" in told
    assert price()["DATA3"] == "80.00"
    assert "has counted like this" in kefu.refused("scope", "price", "VISIT", "1", "--from", "2026-01-01")
