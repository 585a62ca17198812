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
