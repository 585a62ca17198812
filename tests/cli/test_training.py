"""`kefu training`: tables of courses, classes and trainees (TRN-1, TRN-2)."""

from datetime import datetime
from io import BytesIO

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer, Product
from desk.people import Person, Role
from documents.cells import xlsx_pictures
from tests.cli.conftest import Cli

COURSES = (
    "code,name,kind,products,valid_months\nOP,凭证录入,操作,NE,12\nBAD,,operation,,\nX,税务,nonsense,,\n"
)
CLASSES = "course,sittings,trainer,seats,closes_days\nOP,2099-03-10 09:00-12:00; 2099-03-11 09:00-12:00,林涛,1,2\nNO,2099-03-10 09:00-12:00,林涛,1,2\nOP,soon,林涛,1,2\n"


async def _people(session: AsyncSession, now: datetime) -> None:
    customer = Customer(name="明月纺织", service_code="S-1", created_at=now)
    session.add_all([customer, Product(code="NE", name="星河ERP")])
    await session.flush()
    trainer = Person(name="林涛", created_at=now)
    trainer.give(Role.TRAINER)
    session.add_all(
        [trainer, *(Person(name=name, created_at=now, customer_id=customer.id) for name in ("王丽", "李新"))]
    )


def test_courses_classes_and_trainees_go_in_and_out(kefu: Cli) -> None:
    kefu.do(_people)
    told = kefu("training", "import-courses", kefu.file("courses.csv", COURSES), code=1)
    assert "1 new" in told
    assert "line 3: code and name are needed" in told
    assert "line 4: I do not know nonsense" in told
    told = kefu("training", "import-classes", kefu.file("classes.csv", CLASSES), code=1)
    assert "1 new, 0 changed, 0 unchanged, 2 bad" in told
    assert "line 3: There is no course NO" in told
    assert "2026-03-10 09:00-12:00" in told
    trainees = kefu.file(
        "trainees.csv", "class,name,customer\nT-1001,王丽,明月纺织\nT-1001,李新,\nT-1001,nobody,\n"
    )
    told = kefu("training", "import-trainees", trainees, code=1)
    assert "2 new, 0 changed, 0 unchanged, 1 bad" in told
    [row] = kefu.json("training", "classes")
    assert (row["number"], row["taken"], row["waiting"]) == ("T-1001", "1", "1")
    for what, count in (("courses", 1), ("classes", 1), ("trainees", 2)):
        out = str(kefu.folder / f"{what}.xlsx")
        kefu("training", f"export-{what}", out)
        assert f"{count} unchanged, 0 bad" in kefu("training", f"import-{what}", out)


def test_scores_may_be_asked_for_without_a_wish(kefu: Cli) -> None:
    """TRN-3: of everybody and ever, and of one who is not on file."""
    kefu.do(_people)
    assert kefu.json("training", "scores") == []
    assert kefu.json("training", "scores", "--customer", "S-1", "--from", "2026-01-01") == []
    assert "not on file" in kefu.refused("training", "scores", "--trainee", "nobody")


def test_questions_go_in_and_out(kefu: Cli) -> None:
    """TRN-3: the template, GIFT with a course named, versions, pictures beside the table, and the same again changes nothing."""
    kefu("training", "import-courses", kefu.file("courses.csv", "code,name\nOP,凭证录入\n"))
    template = str(kefu.folder / "template.xlsx")
    kefu("training", "question-template", template)
    assert "5 new, 0 changed, 0 unchanged, 0 bad" in kefu("training", "import-questions", template)
    assert "0 new, 0 changed, 5 unchanged" in kefu("training", "import-questions", template)
    gift = kefu.file("bank.gift", "::G1::新增凭证按哪个键？ {=F5 ~F8}\n\n::G2::match {=a -> b}\n")
    told = kefu("training", "import-questions", gift, "--course", "OP", code=1)
    assert "1 new, 0 changed, 0 unchanged, 1 bad" in told
    assert "line 3: matching is not in the question bank" in told
    assert "There is no course" in kefu("training", "import-questions", gift, code=1)
    changed = kefu.file(
        "more.csv", "course,code,text,options,right,picture\nOP,G1,新增凭证按哪个键？,F5|F9,A,no.png\n"
    )
    assert "There is no picture no.png beside the table" in kefu(
        "training", "import-questions", changed, code=1
    )
    Image.new("RGB", (4, 4)).save(picture := BytesIO(), "PNG")
    (kefu.folder / "no.png").write_bytes(picture.getvalue())
    assert "1 changed" in kefu("training", "import-questions", changed)
    assert "1 unchanged" in kefu("training", "import-questions", changed)
    assert [(r["code"], r["options"]) for r in kefu.json("training", "questions") if r["code"] == "G1"] == [
        ("G1", "F5|F9")
    ]
    for ending in ("xlsx", "gift"):
        out = str(kefu.folder / f"out.{ending}")
        kefu("training", "export-questions", out, "--course", "OP")
        told = kefu("training", "import-questions", out, "--course", "OP")
        assert "0 changed, 6 unchanged, 0 bad" in told  # what GIFT has no place for stays
    assert xlsx_pictures((kefu.folder / "out.xlsx").read_bytes()) == {
        2: picture.getvalue()
    }  # whole in chat, too
    (kefu.folder / "other").mkdir()
    kefu("training", "export-questions", str(kefu.folder / "other" / "bank.csv"), "--course", "OP")
    assert (kefu.folder / "other" / "OP-G1.png").read_bytes() == picture.getvalue()
    kefu("training", "import-courses", kefu.file("courses.csv", "code,name\nO2,凭证录入\n"))
    table = (kefu.folder / "other" / "bank.csv").read_text("utf-8-sig").replace("OP,", "O2,")
    kefu.file("other/bank.csv", table)
    assert "6 new, 0 changed, 0 unchanged, 0 bad" in kefu(
        "training", "import-questions", str(kefu.folder / "other" / "bank.csv")
    )


def test_qualifications_go_in_and_out(kefu: Cli) -> None:
    """TRN-6: of staff only, by product or skill; the same again changes nothing."""
    kefu.do(_people)
    table = "name,product,skill,region,ends_on\n林涛,NE,,华东,2099-03-01\n林涛,,税务,,\n王丽,NE,,,\n林涛,,,,\n林涛,NE,,,2020-01-01\n"
    told = kefu("training", "import-qualifications", kefu.file("q.csv", table), code=1)
    assert "2 new, 0 changed, 0 unchanged, 3 bad" in told
    assert "line 4: 王丽 is not on file" in told
    assert "line 5: A qualification is of a colleague" in told
    assert "line 6: That day is over already" in told
    out = str(kefu.folder / "out.xlsx")
    kefu("training", "export-qualifications", out)
    assert "0 new, 0 changed, 2 unchanged, 0 bad" in kefu("training", "import-qualifications", out)
    first, second = kefu.json("training", "qualifications")
    assert (first["region"], first["ends_on"], second["skill"]) == ("华东", "2099-03-01", "税务")
