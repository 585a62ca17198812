"""`kefu requirements`: a table comes in with its bad lines named, once; what goes out comes back unchanged; figures (REQ-1, REQ-2)."""

import json

from openpyxl import Workbook, load_workbook

from tests.cli.conftest import Cli

ROWS = (
    ("标题", "产品", "客户", "日期", "描述", "紧急程度", "外部编号"),
    ("按部门导出报表", "NE", "明月纺织", "2026-02-03", "每月手工拼表", "高", "DEV-1"),
    ("按部门导出报表", "NE", "朝阳机械", "2026-02-04", "要汇总", "", "DEV-1"),
    ("报表按部门导出", "", "远山物流", "2026-02-05", "一键导出", "low", ""),
    ("批量改价", "", "没有这家", "2026-02-05", "改价", "", ""),
    ("扫码入库", "", "远山物流", "2999-01-01", "扫码", "", ""),
    ("微信提醒", "", "远山物流", "2026-02-06", "提醒", "随便", ""),
)


def test_a_table_of_requirements(kefu: Cli) -> None:
    """REQ-1: two customers of one key are two voices of one requirement; a likely double is named; the same file changes nothing."""
    kefu("products", "add", "NE", "星河ERP")
    for number, name in enumerate(("明月纺织", "朝阳机械", "远山物流")):
        kefu("customers", "add", name, "--service-code", f"S-{number}")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    file = kefu.folder / "wishes.xlsx"
    book.save(file)
    found = json.loads(kefu("requirements", "import", str(file), "--json", code=1))
    assert (found["new"], found["changed"]) == (2, 1)
    assert [bad["line"] for bad in found["bad"]] == [5, 6, 7]
    assert any("R-1002" in note and "R-1001" in note for note in found["notices"])
    listed = kefu.json("requirements", "list")
    assert [(row["number"], row["customers"], row["state"]) for row in listed] == [
        ("R-1001", 2, "heard"), ("R-1002", 1, "heard"),
    ]  # fmt: skip
    kefu("requirements", "export", str(kefu.folder / "out.xlsx"))
    again = kefu.json("requirements", "import", str(kefu.folder / "out.xlsx"))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    figures = kefu.json("requirements", "report")
    assert sum(figures["open_by_age"].values()) == 2
    assert figures["top"][0] == ["R-1001", "按部门导出报表", 2]
    kefu("requirements", "report", "--xlsx", str(kefu.folder / "report.xlsx"))
    assert len(load_workbook(kefu.folder / "report.xlsx").worksheets) == 3
