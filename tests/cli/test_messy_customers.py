"""KB-6, CUS-4: a messy customer table: what is right is in, each refusal says line and reason, the corrected file changes what was corrected."""

import pytest

from tests import messy, tables
from tests.cli.conftest import Cli

COUNT = 80  # each kind of dirt at least once


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_right_comes_in_and_the_rest_is_told(kefu: Cli, language: str) -> None:
    kefu("products", "add", "NE", "星河ERP")
    kefu("products", "add", "NL", "星河物流")
    found, wrong = messy.rows(COUNT, language)
    file = kefu.file("customers.csv", tables.text(messy.HEADS[language], found))
    first = kefu.json("customers", "import", file, code=1)
    reasons = {bad["line"]: bad["reason"] for bad in first["bad"]}
    assert {line: words for line, words in wrong.items() if words not in reasons.get(line, "")} == {}
    assert (first["new"], set(reasons)) == (COUNT - len(wrong), set(wrong))
    again = kefu.json("customers", "import", file, code=1)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, COUNT - len(wrong))
    right = messy.corrected(found, wrong, language)
    right[0][messy.ADDRESS] = "New Street 9"
    right[1][messy.PHONE] = "ask at the desk"
    third = kefu.json(
        "customers", "import", kefu.file("customers.csv", tables.text(messy.HEADS[language], right))
    )
    assert (third["new"], third["changed"], third["bad"]) == (len(wrong), 1, [])
    assert third["notices"] == [
        "line 3: there is no telephone number in “ask at the desk”; the line came in without one"
    ]


def test_an_address_of_two_lines_is_no_change_the_second_time(kefu: Cli) -> None:
    """Columns are named as other programs name them; the address is kept as one line, and the file says the same again."""
    table = (
        "Customer Name,Service code,Contact Person,Phone number,Address,Reseller\n"
        'Acme Works Ltd.,E-1,Ann Ab,+44 20 7946 0958,"1 High Road\nYork",North\u00a0 Wind\n'
    )
    file = kefu.file("customers.csv", table)
    assert kefu.json("customers", "import", file)["new"] == 1
    again = kefu.json("customers", "import", file)
    assert (again["changed"], again["unchanged"]) == (0, 1)


def test_heads_and_cells_as_they_are_written_in_taiwan(kefu: Cli) -> None:
    """CUS-1, CUS-11: two contacts in a cell, each with a number; a number beside a name; two dongles of one product; 民國 and 長期."""
    kefu("products", "add", "NE", "星河ERP")
    table = (
        "客戶名稱,客戶編號,產品,加密鎖號,合約編號,服務開始日期,服務結束日期,聯絡人,聯絡電話\n"
        "高雄明遠紡織,TC-1,NE,LK1、LK2,HT-1,民國115年3月2日,長期,李四、張三,13900000001、13700000002\n"
        "台中宏光機械,TC-2,NE,LK3,HT-2,2026.3.2,2027年3月1日,王經理 13700001234,\n"
        "台中宏光機械,TC-2,NE,LK4,,,,,\n"
        "新竹信達電子,TC-3,NE,LK5,,,,李四、張三,13900000003、13700000004、13700000005\n"
    )
    file = kefu.file("customers.csv", table)
    first = kefu.json("customers", "import", file, code=1)
    assert (first["new"], first["changed"], [bad["line"] for bad in first["bad"]]) == (2, 1, [5])
    assert first["ignored"] == []
    again = kefu.json("customers", "import", file, code=1)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    shown = kefu.json("customers", "show", "TC-1")
    assert sorted(each["licence"] for each in shown["products"]) == ["LK1", "LK2"]
    assert {each["name"]: each["phone"] for each in shown["contacts"]} == {
        "李四": "+8613900000001",
        "張三": "+8613700000002",
    }
    other = kefu.json("customers", "show", "TC-2")
    assert sorted(each["licence"] for each in other["products"]) == ["LK3", "LK4"]
    assert [(each["name"], each["phone"]) for each in other["contacts"]] == [("王經理", "+8613700001234")]


def test_one_person_of_two_companies_is_one_contact(kefu: Cli) -> None:
    """CUS-12: the same name and number at another customer is the same person, who works for both."""
    table = "客户,服务码,联系人,电话\n甲公司,A-1,王丽,13812345678\n乙公司,B-1,王丽,13812345678\n"
    assert kefu.json("customers", "import", kefu.file("customers.csv", table))["new"] == 2
    shown = [kefu.json("customers", "show", code)["contacts"] for code in ("A-1", "B-1")]
    assert [[each["name"] for each in contacts] for contacts in shown] == [["王丽"], ["王丽"]]
    kefu("customers", "leave", "B-1", "王丽")
    shown = [kefu.json("customers", "show", code)["contacts"] for code in ("A-1", "B-1")]
    assert [len(contacts) for contacts in shown] == [1, 0]
