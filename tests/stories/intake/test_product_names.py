"""A product is known by the letters in its name that no other has (INT-1)."""

from desk.customers import Product
from handlers.intake import kb_look
from tests.fakes.desk import TestDesk

SAID = [
    ("ERP 打不开了", "NE"),
    ("星河ERP 打不开了", "NE"),
    ("the erp is down", "NE"),
    ("the office printer is down", ""),
    ("interpret this", ""),
    ("打印机坏了", ""),
]


async def test_letters_of_one_name_alone(desk: TestDesk) -> None:
    async with desk.store.transaction() as session:
        session.add(Product(code="NO", name="星河协同办公", name_en="Nebula Office"))
    async with desk.store.reading() as session:
        assert [await kb_look.product_in(session, words) for words, _code in SAID] == [
            code for _words, code in SAID
        ]
    async with desk.store.transaction() as session:
        session.add(Product(code="X", name="另一个ERP", name_en="Other ERP"))
    async with desk.store.reading() as session:
        assert await kb_look.product_in(session, "ERP 打不开了") == ""
