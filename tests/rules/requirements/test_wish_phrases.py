"""A link with somebody else's program is a wish, and no problem of that program (REQ-1)."""

import pytest

from handlers.intake import unclear
from handlers.requirements import wish_phrases


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("你们有没有对接淘宝的接口吗", True), ("可以对接抖店吗？", True), ("能不能和京东打通", True), ("想接入顺丰下单", True),
        ("do you have an interface to Shopify", True), ("Can it connect to Amazon?", True), ("we'd want to sync with PayPal", True),
        ("淘宝订单接口报错了", False), ("怎么对接金蝶的凭证？", False), ("对接京东的接口失败，能看下吗", False),
        ("how can I connect to Xero", False), ("the Shopify interface is not working, can you look", False),
        ("淘宝打不开了吗", False), ("能不能连接服务器", False), ("can it connect to the server", False),
    ],
)  # fmt: skip
def test_a_link_with_another_program(words: str, wish: bool) -> None:
    assert (wish_phrases.asks_for_link(words) and unclear.names_other(words)) is wish


@pytest.mark.parametrize(
    "words", ["would be nice if statements were mailed by themselves", "It'd be great to have a dark theme"]
)
def test_a_wish_without_its_first_word(words: str) -> None:
    assert wish_phrases.asks(words)


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("希望系统以后可以按商品颜色统计库存数量", True), ("要是盘点能用手机扫码就好了", True), ("能不能让报表显示单位", True),
        ("你们有没有考虑做个小程序", True), ("我们想要批量审核的功能", True), ("可以加个导出按钮吗", True), ("给单据加个颜色标记行不行", True),
        ("系统要是能记住上次的筛选条件该多好", True), ("We need a way to print two labels side by side", True), ("Any plans for a mobile app?", True),
        ("Is there any chance you could add a barcode field?", True), ("Can we have a report by colour please?", True),
        ("It would help us a lot if orders could be split", True), ("Could the report show the unit price?", True), ("We'd love a dark mode", True),
        ("Please let us export to PDF", True), ("我希望能打印发票但是没有反应", False), ("希望系统能尽快恢复正常", False), ("希望软件能正常打印", False),
        ("希望可以按时回复", False), ("希望你们能派人来看看", False), ("要是今天能来就好了", False), ("能不能把数据恢复", False), ("可以加个微信吗", False),
        ("能不能给我加个班", False), ("Could you add a user for me", False), ("please let us know", False), ("Please allow us two days", False),
        ("would it be possible to get a technician", False), ("we need a way to reach you", False), ("I'd love a call back", False),
    ],
)  # fmt: skip
def test_a_wish_is_told_from_trouble_and_from_service(words: str, wish: bool) -> None:
    """REQ-1: people say it in many ways; what does not work, and what somebody is to do for them, is no wish."""
    assert wish_phrases.asks(words) is wish


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("能帮我们定制一个模块吗", True), ("能否给我们做个审批模块", True), ("可以定制开发吗", True), ("你们接受二次开发吗", True),
        ("想定制一张报表", True), ("给我写个插件行吗", True), ("Can you write us a custom module?", True),
        ("Could your team develop a small plug-in for our scales", True), ("Do you do custom development?", True),
        ("We need a bespoke report for the auditors", True), ("能不能给我们开发票", False), ("你们给我们开发票吗", False),
        ("自定义报表打不开", False), ("定制模块报错了", False), ("can you make the report print again", False),
        ("how do I create a custom report", False), ("could you build a new user for me", False),
    ],
)  # fmt: skip
def test_what_is_to_be_made_for_them(words: str, wish: bool) -> None:
    """REQ-1: an own development is a requirement, to be judged by people, and no service that a contract covers; an invoice (开发票) is none."""
    assert wish_phrases.asks(words) is wish
