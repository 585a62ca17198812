"""Requirements as a table: its columns, and what the words of other trackers mean here (REQ-1)."""

from collections.abc import Mapping

from desk.requirements.requirement import NEED_NAMES, STATE_NAMES, RequirementState, RequirementUrgency
from i18n import LANGUAGES, _, speaking
from kb.files.mapping import plain_word
from kb.files.reading import Columns

S = RequirementState
COLUMNS: Columns = {
    "title": ("标题", "需求标题", "summary", "subject", "主题", "需求名称"),
    "product": ("产品", "component", "components", "component/s", "组件"),
    "customer": ("客户", "客户名称", "organisation", "organization", "company", "customer name"),
    "contact": ("联系人", "提出人"),
    "date": ("日期", "提出日期", "created", "created at", "createdat", "创建时间", "创建日期"),
    "words": ("描述", "需求描述", "内容", "description", "body", "详情"),
    "urgency": ("紧急程度", "priority", "优先级"),
    "key": ("编号", "外部编号", "issue key", "id", "单号"),
    "number": (),
    "state": ("状态", "status"),
    "quarter": ("季度",),
    "votes": ("票数", "投票数", "vote", "点赞数"),
    "reporter": ("报告人", "创建人", "提交人", "author", "creator"),
}
REQUIRED = ("title|words",)
NEEDS = {
    **{need.value: need for need in RequirementUrgency}, "": RequirementUrgency.WAIT, "不急": RequirementUrgency.WAIT, "低": RequirementUrgency.WAIT, "low": RequirementUrgency.WAIT, "lowest": RequirementUrgency.WAIT,
    "minor": RequirementUrgency.WAIT, "trivial": RequirementUrgency.WAIT, "最低": RequirementUrgency.WAIT, "有期限": RequirementUrgency.DATE, "中": RequirementUrgency.DATE, "medium": RequirementUrgency.DATE,
    "normal": RequirementUrgency.DATE, "major": RequirementUrgency.DATE, "影响工作": RequirementUrgency.BLOCKS, "高": RequirementUrgency.BLOCKS, "high": RequirementUrgency.BLOCKS, "highest": RequirementUrgency.BLOCKS,
    "critical": RequirementUrgency.BLOCKS, "blocker": RequirementUrgency.BLOCKS, "紧急": RequirementUrgency.BLOCKS, "最高": RequirementUrgency.BLOCKS,
}  # fmt: skip
_ELSEWHERE: Mapping[RequirementState, tuple[str, ...]] = {
    S.HEARD: ("", "open", "new", "to do", "todo", "backlog", "reopened", "submitted", "待处理", "新建", "未开始", "待办"),
    S.TO_EVALUATE: ("in review", "under review", "evaluating", "triage", "评审中", "待评审", "评估中"),
    S.PLANNED: ("scheduled", "accepted", "approved", "selected for development", "已计划", "已排期", "已接受"),
    S.IN_WORK: ("in progress", "doing", "in development", "started", "进行中", "开发中", "处理中"),
    S.NOT_NOW: ("on hold", "deferred", "later", "postponed", "搁置", "暂缓", "挂起"),
    S.NO: ("won't do", "wont do", "won't fix", "wontfix", "rejected", "declined", "canceled", "cancelled", "已拒绝", "不做", "已取消"),
    S.CLOSED: ("done", "resolved", "completed", "fixed", "released", "shipped", "已完成", "已关闭", "已解决", "已发布", "完成", "关闭"),
}  # fmt: skip
ASKED = (S.HEARD, S.TO_EVALUATE, S.NOT_NOW, S.PLANNED, S.IN_WORK, S.CLOSED, S.NO)  # what a word may mean
# what only a person can bring about here stands as far as it can
AS_FAR = {S.QUOTED: S.TO_EVALUATE, S.COMMERCIAL: S.HEARD, S.ANSWERED: S.CLOSED, S.WAY_ROUND: S.CLOSED, S.DELIVERED: S.CLOSED, S.MERGED: S.CLOSED}  # fmt: skip


def states() -> dict[str, RequirementState]:
    """The states by their codes, their names in either language, and the words of other trackers."""
    found = {word: state for state, words in _ELSEWHERE.items() for word in words}
    for language in LANGUAGES:
        with speaking(language):
            found |= {plain_word(_(name)): state for state, name in STATE_NAMES.items()}
    return found | {state.value: state for state in S}


def needs() -> dict[str, RequirementUrgency]:
    found = dict(NEEDS)
    for language in LANGUAGES:
        with speaking(language):
            found |= {plain_word(_(name)): need for need, name in NEED_NAMES.items()}
    return found
