"""Questions as a table: its columns, a row of it read, and a question as the import reads it back (TRN-3)."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.files import File
from desk.training import courses, question_bank
from desk.training.question_bank import KIND_NAMES, LETTERS, LEVELS, ExamKind, ExamQuestion
from desk.training.tables import chosen, number
from errors import BadInput
from i18n import LANGUAGES, N_, _, speaking
from kb.files.reading import Columns, Row

QUESTIONS: Columns = {
    "course": ("课程", "课程编号"),
    "code": ("编号", "题号"),
    "kind": ("题型",),
    "topic": ("知识点", "主题"),
    "level": ("难度",),
    "text": ("题干", "题目"),
    "text_en": ("英文题干",),
    "options": ("选项",),
    "options_en": ("英文选项",),
    "right": ("答案", "正确答案"),
    "tolerance": ("误差", "容差"),
    "why": ("解析",),
    "why_en": ("英文解析",),
    "picture": ("图片",),
}
TRUE, FALSE = N_("true"), N_("false")
LARGEST_PICTURE = 5 * 1024 * 1024  # bytes
EXAMPLES: tuple[tuple[str, ...], ...] = (
    ("OP", "Q-1", "single", "凭证", "1", "新增凭证按哪个键？", "Which key adds a voucher?", "F5|F8|F12", "F5|F8|F12", "A", "", "F5 新增。", "F5 adds one.", ""),
    ("OP", "Q-2", "multi", "凭证", "2", "凭证必须有什么？", "What must a voucher have?", "日期|摘要|图片", "date|summary|picture", "AB", "", "", "", ""),
    ("OP", "Q-3", "true_false", "结账", "1", "结账后还能改凭证。", "Vouchers can be changed after closing.", "", "", "false", "", "", "", ""),
    ("OP", "Q-4", "number", "税务", "3", "税率13%，不含税100元，含税多少元？", "13% tax on 100: how much with tax?", "", "", "113", "0.5", "", "", ""),
    ("OP", "Q-5", "short", "结账", "2", "月末把损益转走的操作叫什么？", "What moves profit and loss at month end?", "", "", "结转损益|损益结转|closing entries", "", "", "", ""),
)  # fmt: skip


class Placed(str):
    """A picture that lies on the table itself, in the line of its question."""

    content: bytes = b""

    @classmethod
    def on(cls, line: int, content: bytes) -> "Placed":
        made = cls(f"picture-{line}.png")
        made.content = content
        return made


def split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("｜", "|").split("|") if part.strip()]


def read(row: Row, course_id: int, now: datetime) -> ExamQuestion:
    """Raises BadInput."""
    code = row["code"].strip()
    if not code or len(code) > 60:
        raise BadInput(_("a question needs a code of at most {n} characters").format(n=60))
    kind = chosen(row["kind"] or ExamKind.SINGLE, KIND_NAMES)
    level = number(row["level"], LEVELS[0])
    options = split(row["options"])
    return ExamQuestion(
        course_id=course_id, code=code, edition=1, kind=kind, topic=row["topic"], level=level, words=row["text"], words_en=row["text_en"],
        options=options, options_en=split(row["options_en"]), right=_right(kind, row["right"], options), tolerance=row["tolerance"],
        why=row["why"], why_en=row["why_en"], created_at=now,
    )  # fmt: skip


def _right(kind: ExamKind, text: str, options: list[str]) -> list[int | str]:
    """Letters of options, or an option itself; true or false; a number; ways to say it, with `|`. Raises BadInput."""
    if kind in (ExamKind.SINGLE, ExamKind.MULTI):
        return [*sorted({_option(part, options) for part in _letters(text)})]
    if kind is ExamKind.TRUE_FALSE:
        return [truth(text)]
    if kind is ExamKind.NUMBER:
        return [str(question_bank.number(text))]
    return [*split(text)]


def _letters(text: str) -> list[str]:
    """`AC`, `A, C`, `A|C`, or whole options with `|`."""
    plain = text.upper()
    for sign in ",，、;；|｜ ":
        plain = plain.replace(sign, "")
    return list(plain) if plain and all(sign in LETTERS for sign in plain) else split(text)


def _option(part: str, options: list[str]) -> int:
    if part in options:
        return options.index(part)
    if len(part) == 1 and part in LETTERS[: len(options)]:
        return LETTERS.index(part)
    raise BadInput(_("the right answer is none of the options"))


def truth(text: str) -> str:
    """`true` or `false`, in either language. Raises BadInput."""
    words = {"1": TRUE, "t": TRUE, "yes": TRUE, "√": TRUE, "对": TRUE, "是": TRUE,
             "0": FALSE, "f": FALSE, "no": FALSE, "×": FALSE, "错": FALSE, "否": FALSE}  # fmt: skip
    for language in LANGUAGES:
        with speaking(language):
            words |= {_(each).casefold(): each for each in (TRUE, FALSE)}
    found = words.get(text.strip().casefold())
    if found is None:
        raise BadInput(_("the right answer is true or false"))
    return found


async def take(
    session: AsyncSession,
    row: Row,
    now: datetime,
    *,
    course: str = "",
    folder: Path | None = None,
    by: int | None = None,
) -> tuple[bool, bool]:
    """Whether it is new, and whether anything has changed. `course`: for rows that name none. Raises BadInput."""
    code = row["course"].strip() or course
    found = await courses.coded(session, code)
    question = read(row, found.id, now)
    await _keep(session, question, row)
    question_bank.check(question)
    if row["picture"]:
        question.picture_id = await _picture(session, folder, row.cells["picture"], question)
    return await question_bank.put(session, question, by=by)


KEPT = {
    "level": "level",
    "topic": "topic",
    "text_en": "words_en",
    "options_en": "options_en",
    "why": "why",
    "why_en": "why_en",
}


async def _keep(session: AsyncSession, question: ExamQuestion, row: Row) -> None:
    """What the file has no column for stays as it is."""
    there = await question_bank.latest(session, question.course_id, question.code)
    for column, name in KEPT.items() if there is not None else ():
        if column not in row.cells:
            setattr(question, name, getattr(there, name))
    if len(question.options_en) != len(question.options) and "options_en" not in row.cells:
        question.options_en = []


async def _picture(
    session: AsyncSession, folder: Path | None, name: str, question: ExamQuestion
) -> int | None:
    """One that is there already is not kept twice; a name alone, in chat, keeps the one that is there. Raises BadInput."""
    there = await question_bank.latest(session, question.course_id, question.code)
    known = there.picture_id if there else None
    if isinstance(name, Placed):
        content = _checked(name.content, name)
    elif folder is not None:
        content = _beside(folder, name)
    elif known:
        return known
    else:
        text = _("{name} has not come along: please put the picture itself on the table, in this line.")
        raise BadInput(text.format(name=name[:60]))
    if known and await session.scalar(select(File.content).where(File.id == known)) == content:
        return known
    ending = Path(name).suffix.lower().lstrip(".").replace("jpg", "jpeg")
    file = File.holding(content, Path(name).name, f"image/{ending}", "photo")
    session.add(file)
    await session.flush()
    return file.id


def _beside(folder: Path, name: str) -> bytes:
    """A picture in the table's own folder (on the command line, where reading a file stops nobody). Raises BadInput."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise BadInput(_("There is no picture {name} beside the table.").format(name=name[:60]))
    return _checked(path.read_bytes() if path.stat().st_size <= LARGEST_PICTURE else b"", name)


def _checked(content: bytes, name: str) -> bytes:
    """Raises BadInput for what is no picture, or too large a one."""
    from documents.images import is_picture  # with Pillow

    if len(content) > LARGEST_PICTURE or not is_picture(content):
        most = LARGEST_PICTURE // 2**20
        raise BadInput(_("{name} is no picture, or larger than {n} MB.").format(name=name[:60], n=most))
    return content


def row_of(question: ExamQuestion, course: str, picture: str = "") -> dict[str, str]:
    """A question as a row that the import reads back. `picture`: the name of its file beside the table."""
    if question.kind in (ExamKind.SINGLE, ExamKind.MULTI):
        right = "".join(LETTERS[int(n)] for n in question.right)
    else:
        right = "|".join(map(str, question.right))
    values = (
        course, question.code, question.kind, question.topic, question.level, question.words, question.words_en,
        "|".join(question.options), "|".join(question.options_en), right, question.tolerance, question.why, question.why_en, picture,
    )  # fmt: skip
    return dict(zip(QUESTIONS, map(str, values), strict=True))
