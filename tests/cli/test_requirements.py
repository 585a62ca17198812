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


JIRA = (
    "Summary,Issue key,Issue id,Status,Priority,Reporter,Created,Votes,Description,Custom field (Customer),Watchers\n"
    "Export by department,DEV-1,10001,Ready for QA,High,wang@mingyue.example,12/Jan/26 9:41 AM,12,By hand each month,明月纺织,3\n"
    "Scan goods,DEV-2,10002,In Progress,Medium,J. Doe,2026-02-13 10:00,4,Scanner,,1\n"
    "Dark mode,DEV-3,10003,Won't Fix,Low,林涛,2026-02-14 10:00,0,Night shift,,1\n"
    "Bad,DEV-4,10004,Open,Low,,2999-01-01,0,Later,,1\n"
)


def test_the_list_of_another_tracker(kefu: Cli) -> None:
    """REQ-1: its columns are proposed, shown and confirmed, words that nobody knows are asked about; back in the same form; twice changes nothing."""
    kefu("customers", "add", "明月纺织", "--service-code", "S-1")
    kefu("customers", "contact", "明月纺织", "王丽", "--email", "wang@mingyue.example")
    kefu("staff", "add", "林涛", "--role", "developer")
    file = kefu.file("jira.csv", JIRA)
    command: tuple[str, ...] = ("requirements", "import", file)
    assert "Custom field (Customer) → customer" not in kefu(*command, code=1)
    assert 'state: Ready for QA=…"  (1)' in kefu.err
    command = (*command, "--word", "state: Ready for QA=planned")
    kefu(*command, code=1)
    for shown in ("Issue key → key", "Custom field (Customer) → customer", "Watchers", "--yes"):
        assert shown in kefu.err
    assert kefu.json("requirements", "list") == []
    first = kefu.json(*command, "--yes", code=1)
    assert (first["new"], first["bad"]) == (3, [{"line": 5, "reason": "date: this day is still to come."}])
    assert any("J. Doe is not on file" in note for note in first["notices"])
    listed = kefu.json("requirements", "list")
    assert [(row["title"], row["state"]) for row in listed] == [
        ("Export by department", "planned"),
        ("Scan goods", "in_work"),
    ]
    again = kefu.json(*command, "--yes", code=1)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    out = kefu.folder / "back.csv"
    kefu("requirements", "export", str(out), "--like", file, "--word", "state: Ready for QA=planned")
    head, line, *_rest = out.read_text("utf-8-sig").splitlines()
    assert head == JIRA.splitlines()[0]
    assert line.startswith("Export by department,DEV-1,,Ready for QA,High,")
    back = kefu.json("requirements", "import", str(out), "--word", "state: Ready for QA=planned", "--yes")
    assert (back["new"], back["changed"], back["unchanged"]) == (0, 0, 3)
    voted = kefu.file(
        "jira.csv",
        JIRA.replace("Votes", "Vote count").replace("AM,12,", "AM,15,").replace("In Progress", "Done"),
    )
    moved = kefu.json(
        "requirements", "import", voted, *command[3:], "--map", "Vote count=votes", "--yes", code=1
    )
    assert (moved["changed"], moved["unchanged"]) == (1, 2)
    assert any("R-1002 is “in work” here and “Done” in the file" in note for note in moved["notices"])
    assert "no column" in kefu.refused("requirements", "import", file, "--map", "Votes=voices")
