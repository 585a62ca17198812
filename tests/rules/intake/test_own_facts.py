"""What stands in the customer's own file is told from there (INT-14); what only names it is a problem of the program."""

import pytest

from handlers.intake.short_questions import Topic, topic


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("我们合同到什么时候？", Topic.CONTRACT), ("合同哪天到期", Topic.CONTRACT), ("服务期还有多久", Topic.CONTRACT), ("维保到期了没", Topic.CONTRACT), ("我们还在服务期内吗", Topic.CONTRACT),
        ("服务码是多少", Topic.CONTRACT), ("when does our contract end?", Topic.CONTRACT), ("contract ends when", Topic.CONTRACT), ("until when is our support valid", Topic.CONTRACT),
        ("When's the expiry date of our service contract", None), ("is our maintenance contract still valid?", Topic.CONTRACT), ("what is our service code", Topic.CONTRACT),
        ("我们的客户经理是谁", Topic.CONTACTS), ("谁负责我们公司", Topic.CONTACTS), ("怎么联系我们的销售经理", Topic.CONTACTS), ("who is our account manager?", Topic.CONTACTS),
        ("who looks after us", Topic.CONTACTS), ("how can I reach our account manager", Topic.CONTACTS),
        ("合同审批到期提醒不弹出", None), ("合同到期日导不进来", None), ("客户经理字段是谁改的", None), ("the contract end date is wrong in the report", None), ("销售订单到什么时候能审核", None),
    ],
)  # fmt: skip
def test_own_facts(words: str, meant: Topic | None) -> None:
    assert topic(words) is meant
