"""What no answer can be found for yet, so that one good question is asked, and nothing is guessed (KB-3).

Nothing to go on ("it won't open"), a product of somebody else, or words like no problem at all.
"""

import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from handlers.chat.flows import Talk
from handlers.chat.questions import SKIP
from handlers.chat.replies import simplified
from handlers.intake import intents, keywords
from handlers.intake.meaning import unlike_problem
from handlers.intake.questions import InWords
from i18n import _
from kb.search.problem_base import ProblemBase
from kb.text.normalise import plain

LITTLE = "little"
UNKNOWN = "unknown"  # like no problem that anybody has had
MOST_PRODUCTS = 4  # named in one question
OURS_FROM = 0.97  # probability of an answer from which on a tool that everybody has is used with ours
LOOKED_AT = 5  # nearest entries; one that names the product of somebody else deals with it

# Their names are said of them alone
_OTHERS = re.compile(
    r"(用友|金蝶|管家婆|浪潮|速达|旺店通|聚水潭|鼎捷|泛微|致远|抖音|抖店|快手|小红书|淘宝|天猫|1688|有赞|亚马逊|顺丰|菜鸟|京东|拼多多|美团|支付宝|百度|电子税务局|税务局|优酷|飞书"
    r"|(?<![a-z0-9])(?:quickbooks|xero|sage|sap|oracle|netsuite|salesforce|odoo|shopify|amazon|ebay|stripe|hubspot|woocommerce|whatsapp|facebook|instagram|tiktok|gmail|netflix|paypal|photoshop|autocad|zoom|slack|iphone|spotify)(?![a-z0-9]))"
)
# These are used together with ours, so they must be what it is about
_TOOLS = r"(excel|word|powerpoint|ppt|wps|outlook|windows|chrome|微信|企业微信|钉钉|qq|wechat|teams|wifi|wi fi|word文档|浏览器)"
_ABOUT_TOOL = re.compile(
    rf"^(?:请问|我的?|我们的?|电脑上?的?|手机上?的?){{0,2}}{_TOOLS}(?!.{{0,4}}(?:导|模板|报表|凭证|单据|接口|对接|推送|通知|审批|格式)| (?:export|import|file|template|report))"
    rf"|^(?:my|our|the) {_TOOLS}\b(?! (?:export|import|file|template|report))|\b(?:how (?:do|can|to) .{{0,60}}\b(?:in|with|on)) {_TOOLS}$"
)


async def asked(talk: Talk, problem: str) -> tuple[str, bool]:
    """The problem with what was said to the one question, if there was one; and whether an answer can be looked for."""
    why = await talk.once("unclear", lambda: _why(talk, problem))
    if not why:
        return problem, True
    prompt = _(
        "I will help. What were you doing, and what did the screen show? A few words or a picture will do."
    )
    products = await _our_products(talk)
    if why == UNKNOWN and products:
        prompt = _(
            "I did not quite understand. If it is about {products}: what were you doing, and what did the screen show? A few words or a picture will do."
        ).format(products=products)
    elif why not in (LITTLE, UNKNOWN):
        prompt = _(
            "{name} is not ours; we look after {products}. What has it to do with them: what were you doing, and what did the screen show?"
        ).format(name=why, products=products)
    more = await talk.ask("more", InWords(prompt, options=[(SKIP, _("I cannot say"))]))
    return (problem, False) if more == SKIP else (f"{problem}\n{more}", True)


async def _why(talk: Talk, problem: str) -> str:
    """A picture says more than the words beside it."""
    why = await why_unclear(talk.turn.session, talk.turn.base, problem)
    return "" if why == UNKNOWN and talk.turn.said.attachments else why


async def _our_products(talk: Talk) -> str:
    every = await customers.products(talk.turn.session)
    return _(", ").join(product.named(talk.person.language) for product in every[:MOST_PRODUCTS])


async def why_unclear(session: AsyncSession, base: ProblemBase, problem: str) -> str:
    """LITTLE, UNKNOWN, the name of somebody else's product, or "" when it is clear enough."""
    rest = intents.calm(problem)
    if keywords.says_too_little(rest) or (intents.angry(problem) and keywords.says_nothing(rest)):
        return LITTLE
    if not _named(problem):
        if intents.angry(problem):
            return LITTLE if await unlike_problem(rest, base, angry=True) else ""
        return UNKNOWN if await unlike_problem(rest, base) else ""
    products = await customers.products(session)
    return somebody_elses(problem, base, [plain(f"{product.name} {product.name_en}") for product in products])


def somebody_elses(problem: str, base: ProblemBase, ours: Sequence[str] = ()) -> str:
    """The name of a product of somebody else, as it is written; "" if it is in our catalogue (`ours`) or dealt with by one
    of the nearest entries. A tool that everybody has is ours as far as the answer is sure."""
    name = _named(problem)
    if not name or any(name in each for each in ours):
        return ""
    answer = base.search(problem)
    if _OTHERS.search(name):
        dealt_with = any(name in plain(hit.question) for hit in answer.hits[:LOOKED_AT])
    else:
        dealt_with = answer.probability >= OURS_FROM
    return "" if dealt_with else _as_written(problem, name)


def names_other(problem: str) -> bool:
    """Whether it names a product of somebody else."""
    return bool(_OTHERS.search(simplified(problem)))


def _named(problem: str) -> str:
    said = simplified(problem)
    found = _OTHERS.search(said) or _ABOUT_TOOL.search(said)
    return next(group for group in found.groups() if group) if found else ""


def _as_written(problem: str, name: str) -> str:
    at = problem.lower().find(name)
    return problem[at : at + len(name)] if at >= 0 else name
