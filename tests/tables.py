"""A right table of each kind that people bring, in the order in which one needs the other; and how odd programs would write it."""

import csv
import zipfile
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

from kb.files.reading import TableKind

Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]
STAFF = (
    ("name", "roles", "products"),
    [("Øyvind", "trainer|project_manager", ""), ("何静", "implementation_head", "")],
)
# `wrong`: a line of it that is refused, and a word of the reason
SAMPLES: dict[str, tuple[Table, tuple[str, ...], str]] = {
    "customers": (
        (("name", "service_code", "contact", "phone", "products", "starts_on", "ends_on", "contract", "lock", "version", "site"),
         [("远山物流", "00123", "钱一", "+86 138 0000 0001", "NE", "2026年1月1日", "2028.12.31", "HT-7", "L-9", "8.2", "二厂"),
          ("Müller GmbH", "M-1", "Anna", "", "", "", "", "", "", "", "")]),
        ("朝阳机械", "S-2", "钱二", "", "NE", "3/4/2026", "2028-12-31", "", "", "", ""), "two days",
    ),
    "staff": (STAFF, ("孙一", "nobody", ""), "no role"),
    "roster": (
        (("name", "starts_at", "ends_at", "what"), [("Øyvind", "2026/3/2 08:30", "2026年3月2日 22:00", ""), ("何静", "2026-04-01 00:00", "2026-04-07 24:00", "休假")]),
        ("Nobody", "2026-03-02 08:30", "2026-03-02 22:00", ""), "Øyvind",
    ),
    "catalogue": (
        (("kind", "product", "code", "name", "name_en"), [("模块", "NE", "GL9", "总账九", "Ledger nine"), ("error", "NE", "E99017", "断开", "Lost")]),
        ("module", "NX", "GL", "总账", ""), "NE",
    ),
    "services": (
        (("code", "name", "unit", "in_scope_for", "price", "valid_from"), [("V9", "上门", "visit", "paid", "800", "2026.1.1"), ("T9", "培训", "hour", "", "350.50", "2026.1.1")]),
        ("X9", "上门", "parsec", "", "1", ""), "parsec",
    ),
    "courses": (
        (("code", "name", "kind", "products", "hours", "valid_months"), [("OP9", "凭证录入", "operation", "NE", "6", "12"), ("IN9", "Intern", "internal", "", "", "")]),
        ("X9", "税务", "operation", "NX", "", ""), "NE",
    ),
    "classes": (
        (("course", "sittings", "place", "trainer", "seats"), [("OP9", "2099年3月10日 9:00-12:00", "苏州", "Øyvind", "8"), ("IN9", "2099/4/10 09:00–12:00", "", "Øyvind", "8")]),
        ("OP9", "tomorrow", "", "Øyvind", "8"), "tomorrow",
    ),
    "trainees": (
        (("class", "name", "customer"), [("T-1001", "钱一", "远山物流"), ("T-1001", "Anna", "Müller GmbH")]),
        ("T-1999", "钱一", "远山物流"), "T-1999",
    ),
    "questions": (
        (("course", "code", "kind", "topic", "text", "options", "right"), [("OP9", "Q9-1", "single", "凭证", "哪个键？", "F5|F8", "A"), ("OP9", "Q9-2", "true_false", "结账", "可以改。", "", "false")]),
        ("OP9", "Q9-3", "single", "", "哪个键？", "F5|F8", "Z"), "none of the options",
    ),
    "exams": (
        (("course", "name", "topic", "questions", "minutes", "pass"), [("OP9", "结业", "凭证", "1", "30", "60"), ("OP9", "补考", "", "2", "30", "60")]),
        ("OP9", "大考", "凭证", "90", "30", "60"), "1 of 90",
    ),
    "qualifications": (
        (("name", "product", "skill", "ends_on"), [("Øyvind", "NE", "", "2099.3.1"), ("何静", "", "税务", "2099年3月1日")]),
        ("何静", "NX", "", ""), "NE",
    ),
    "surveys": (
        (("survey", "purpose", "name", "id", "kind", "ask"), [("brief9", "campaign", "简短", "score", "scale", "您满意吗？"), ("long9", "campaign", "Long", "words", "words", "Why?")]),
        ("odd9", "nothing", "", "q", "scale", "?"), "purpose",
    ),
    "problems": (
        (("code", "product", "question", "solution", "type"), [("P9-1", "NE", "打印空白", "换纸", "技术故障"), ("P9-2", "", "Blank pages", "Paper", "使用问题")]),
        ("P9-3", "", "打印空白", "", ""), "solution",
    ),
    "subtypes": (
        (("code", "kind", "name", "examples"), [("print9", "technical", "打印", "打不出来；白纸"), ("tax9", "application", "Tax", "VAT")]),
        ("x9", "odd", "x", ""), "technical",
    ),
    "talks": (
        (("words", "language", "answers"), [("打印全是白纸", "zh", "nothing"), ("blank pages", "en", "nothing")]),
        ("what", "xx", ""), "zh",
    ),
    "requirements": (
        (("title", "customer", "words", "date", "key"), [("按部门导出报表", "远山物流", "每月手工拼表", "2026.2.3", "DEV-1"), ("扫码入库", "Müller GmbH", "扫码", "2026/2/13", "DEV-2")]),
        ("批量改价", "没有这家", "改价", "", ""), "远山物流",
    ),
    "projects": (
        (("project", "customer", "template", "manager", "starts_on", "stage", "due_on", "done_on"),
         [("ERP 一期", "远山物流", "standard", "Øyvind", "2026.2.2", "准备", "2026年2月13日", "2026-02-12"),
          ("ERP two", "Müller GmbH", "small", "Øyvind", "2026/2/16", "Preparation", "2026-02-20", "")]),
        ("ERP 三期", "远山物流", "small", "Øyvind", "2026-02-02", "上线", "", ""), "准备",
    ),
    "templates": (
        (("template", "stage", "key", "item", "side", "days"), [("cloud9", "准备", "data", "整理数据", "客户方", "3"), ("site9", "安装", "open", "Open", "ours", "1")]),
        ("odd9", "准备", "data", "整理数据", "someone", "3"), "side",
    ),
}  # fmt: skip


def chinese(kind: TableKind, columns: Sequence[str]) -> list[str]:
    """As a Chinese table calls them, where it does."""
    return [next((name for name in kind.columns[c] if not name.isascii()), c) for c in columns]


def text(head: Sequence[str], rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows([head, *rows])
    return out.getvalue()


def workbook(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """An instruction sheet, a title above the head, ends of lines as other systems keep them, and a size that is not so."""
    made, file = Workbook(), BytesIO()
    first = made.worksheets[0]
    first.title = "说明"
    first.append(["填写说明"])
    sheet = made.create_sheet("数据")
    lines: list[list[Any]] = [
        ["2026 年汇总表"],
        [],
        list(head),
        *[[f"{cell}_x000D_" if cell else "" for cell in row] for row in rows],
    ]
    for line in lines:
        sheet.append(line)
    sheet.merge_cells("A1:C1")
    made.save(file)
    wrong = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(wrong, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet2.xml"):
                start = content.index(b'<dimension ref="') + 16
                content = content[:start] + b"A1" + content[content.index(b'"', start) :]
            new.writestr(part, content)
    return wrong.getvalue()
