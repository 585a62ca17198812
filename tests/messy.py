"""A customer table as a company has it: so many rows, each odd in its own way, and which of them cannot be taken in."""

from collections.abc import Callable, Sequence

Cells = list[str]
HEADS = {
    "zh": ("客户名称（必填）", "地址", "类别", "服务代码", "产品", "服务开始", "服务结束", "联系人", "联系电话", "邮箱", "语言", "备注"),
    "en": ("Customer*", "Address", "Category", "Service code", "Products", "From", "To", "Contact", "Mobile", "E-mail", "Language", "Remark"),
}  # fmt: skip
NAME, ADDRESS, CATEGORY, CODE, PRODUCTS, FIRST, LAST, CONTACT, PHONE, MAIL, LANGUAGE, _REMARK = range(12)
Change = tuple[int, Callable[[str, int], str]]
RIGHT: tuple[Change, ...] = (
    (NAME, lambda text, _n: f"  {text}　"),
    (NAME, lambda text, _n: text[:2] + "\u200b" + text[2:]),
    (ADDRESS, lambda text, _n: f"{text}_x000D_"),
    (ADDRESS, lambda _text, _n: 'Tower "B", 3rd floor'),
    (CATEGORY, lambda _text, _n: "重点"),
    (CODE, lambda text, _n: f'="{text}"'),
    (CODE, lambda _text, n: f"'00{n:04}"),
    (PRODUCTS, lambda _text, _n: "NE；NL"),
    (PRODUCTS, lambda _text, n: f"NE=L{n}"),
    (FIRST, lambda _text, _n: "2026年1月1日"),
    (FIRST, lambda _text, _n: "2026.1.1"),
    (FIRST, lambda _text, _n: "46023"),
    (LAST, lambda _text, _n: "长期"),
    (PHONE, lambda text, _n: f"+86 {text[:3]} {text[3:7]} {text[7:]}"),
    (PHONE, lambda text, _n: f"{text}.0"),
    (PHONE, lambda text, _n: f"{text}（微信同号）"),
    (PHONE, lambda text, _n: f"{text}/0512-65551234"),
    (PHONE, lambda text, _n: "".join(chr(ord(sign) + 0xFEE0) for sign in text)),
    (PHONE, lambda _text, _n: "无"),
)
WRONG: tuple[tuple[int, str, str], ...] = (  # column, what stands there, what the reason says
    (NAME, "", "name"), (CODE, "", "service code"), (CODE, "S-0001", "S-0001"), (FIRST, "3/4/2026", "2026-03-04"), (FIRST, "下个月", "下个月"),
    (LAST, "2025-12-31", "2025-12-31"), (LAST, "", "last day"), (CATEGORY, "VVIP", "regular"), (MAIL, "not a mail", "not a mail"),
    (LANGUAGE, "fr", "zh, en"), (ADDRESS, "#REF!", "#REF!"), (CONTACT, "", "no contact"), (ADDRESS, "街" * 3000, "at most 2000"),
    (PHONE, "138001380001234", "138001380001234 is not"),
)  # fmt: skip
NTH_WRONG = 5  # each so many


def right_row(n: int, language: str) -> Cells:
    name = f"Company {n} Ltd" if language == "en" else f"苏州第{n}纺织有限公司"
    contact = f"Ann {n}" if language == "en" else f"王{n}"
    return [
        name,
        f"Main Road {n}",
        "",
        f"S-{n:04}",
        "NE",
        "2026-01-01",
        "2027-12-31",
        contact,
        f"1380013{n:04}",
        "",
        language,
        "x",
    ]


def rows(count: int, language: str) -> tuple[list[Cells], dict[int, str]]:
    """Rows, and of each wrong line (the head is line 1) what its reason says."""
    made, wrong = [], {}
    for n in range(1, count + 1):
        row = right_row(n, language)
        if n % NTH_WRONG == 0:
            column, text, wrong[n + 1] = WRONG[n // NTH_WRONG % len(WRONG)]
            row[column] = text
        elif n > 1:
            column, change = RIGHT[n % len(RIGHT)]
            row[column] = change(row[column], n)
        made.append(row)
    return made, wrong


def corrected(found: Sequence[Cells], wrong: dict[int, str], language: str) -> list[Cells]:
    return [right_row(n, language) if n + 1 in wrong else row for n, row in enumerate(found, start=1)]
