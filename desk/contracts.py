"""What follows from the days of a contract: its state and why, its successor, where another one may begin (CUS-2, SCO-5, CUS-10).

Nothing of it is stored: a moved end, a renewal entered late or a correction counts at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from desk.customers import CONTRACT_KIND_NAMES, Contract, ContractKind, Customer
from desk.money import Money
from errors import BadInput
from i18n import ENDLESS, N_, _, day, ngettext

DAY = timedelta(days=1)


class ContractState(StrEnum):
    TO_COME = "to_come"
    RUNNING = "running"
    ENDS_SOON = "ends_soon"
    UNDECIDED = "undecided"
    RENEWED = "renewed"
    LAPSED = "lapsed"
    TERMINATED = "terminated"


STATE_NAMES = {
    ContractState.TO_COME: N_("to come"),
    ContractState.RUNNING: N_("running"),
    ContractState.ENDS_SOON: N_("ends soon"),
    ContractState.UNDECIDED: N_("ended, undecided"),
    ContractState.RENEWED: N_("renewed"),
    ContractState.LAPSED: N_("lapsed"),
    ContractState.TERMINATED: N_("terminated"),
}


class ServiceStage(StrEnum):
    """Of the service, in the order a customer goes through (CUS-10)."""

    INSTALLATION = "installation"
    TRIAL_RUN = "trial_run"
    FREE = "free"
    PAID = "paid"
    AFTER = "after"


STAGE_NAMES = {
    ServiceStage.INSTALLATION: N_("installation"),
    ServiceStage.TRIAL_RUN: N_("trial run"),
    ServiceStage.FREE: N_("free service period"),
    ServiceStage.PAID: N_("paid service period"),
    ServiceStage.AFTER: N_("after the service period"),
}

_STAGES = {
    ContractKind.PAID: ServiceStage.PAID,
    ContractKind.FREE: ServiceStage.FREE,
    ContractKind.TRIAL: ServiceStage.TRIAL_RUN,
    ContractKind.PROJECT: ServiceStage.INSTALLATION,
}


@dataclass(frozen=True)
class Spans:
    """`soon`: from so long before the end a contract ends soon; `undecided`: so long after it somebody may still decide."""

    soon: timedelta = timedelta(days=60)
    undecided: timedelta = timedelta(days=30)


USUAL = Spans()


def shares(one: Contract, other: Contract) -> bool:
    """Whether they are about the same product; a contract that names none is about all."""
    return not one.products or not other.products or not set(one.products).isdisjoint(other.products)


def successor(contract: Contract, contracts: Sequence[Contract]) -> Contract | None:
    """What renews it: the contract that says so, else the next one about the same that begins after its last day."""
    told = [c for c in contracts if c.predecessor_id and c.predecessor_id == contract.id]
    later = [c for c in contracts if c.starts_on > contract.last_day and shares(c, contract)]
    return min(told or later, key=lambda c: c.starts_on, default=None)


def state(
    contract: Contract, contracts: Sequence[Contract], today: date, spans: Spans = USUAL
) -> ContractState:
    """The contract's state on this day, seen beside all contracts of the customer."""
    last, follows = contract.last_day, successor(contract, contracts)
    if today < contract.starts_on:
        return ContractState.TO_COME
    if today <= last:
        undecided = follows is None and contract.declined_on is None and contract.ended_on is None
        return ContractState.ENDS_SOON if undecided and last - today <= spans.soon else ContractState.RUNNING
    if contract.ended_on and contract.ended_on < contract.ends_on:
        return ContractState.TERMINATED
    if follows:
        return ContractState.RENEWED
    late = contract.declined_on is not None or today > last + spans.undecided
    return ContractState.LAPSED if late else ContractState.UNDECIDED


def why(contract: Contract, contracts: Sequence[Contract], today: date, spans: Spans = USUAL) -> str:
    """The facts that its state stands on, in one line."""
    last, follows = contract.last_day, successor(contract, contracts)
    if last == ENDLESS and contract.covers(today):
        return _("without an end")
    facts = {
        ContractState.TO_COME: lambda: _("begins on {date}").format(date=day(contract.starts_on, today)),
        ContractState.RUNNING: lambda: _left(contract, follows, today),
        ContractState.ENDS_SOON: lambda: _left(contract, follows, today),
        ContractState.UNDECIDED: lambda: _(
            "ended on {date}; nobody has said yet whether it is renewed"
        ).format(date=day(last, today)),
        ContractState.RENEWED: lambda: _renewed(contract, follows, today),
        ContractState.LAPSED: lambda: _lapsed(contract, today),
        ContractState.TERMINATED: lambda: _because(
            _("ended early, on {date}").format(date=day(last, today)), contract.ended_why
        ),
    }
    return facts[state(contract, contracts, today, spans)]()


def _left(contract: Contract, follows: Contract | None, today: date) -> str:
    days = (contract.last_day - today).days
    left = ngettext("until {date}, {n} day left", "until {date}, {n} days left", days)
    parts = [left.format(date=day(contract.last_day, today), n=days)]
    if follows:
        parts.append(_("then {number}").format(number=follows.number))
    elif contract.declined_on:
        parts.append(_("it is not renewed"))
    return " · ".join(parts)


def _renewed(contract: Contract, follows: Contract | None, today: date) -> str:
    """With the days without service between the two, if there are any."""
    assert follows is not None
    text = _("renewed by {number} from {date}").format(
        number=follows.number, date=day(follows.starts_on, today)
    )
    gap = (follows.starts_on - contract.last_day).days - 1
    if gap <= 0:
        return text
    return text + " · " + ngettext("{n} day without service", "{n} days without service", gap).format(n=gap)


def _lapsed(contract: Contract, today: date) -> str:
    text = _("ended on {date} and was not renewed").format(date=day(contract.last_day, today))
    return _because(text, contract.declined_why)


def _because(text: str, reason: str) -> str:
    return _("{text}: {reason}").format(text=text, reason=reason) if reason else text


def overlapping(wanted: Contract, contracts: Sequence[Contract]) -> list[Contract]:
    """Others of the customer that cover the same product on one of its days."""
    return [
        each
        for each in contracts
        if each is not wanted
        and shares(each, wanted)
        and each.starts_on <= wanted.last_day
        and wanted.starts_on <= each.last_day
    ]


def first_free_day(wanted: Contract, contracts: Sequence[Contract]) -> date | None:
    """The day from which on no other contract covers the same; None when one has no end."""
    ends = [
        c.last_day
        for c in contracts
        if c is not wanted and shares(c, wanted) and c.last_day >= wanted.starts_on
    ]
    last = max(ends, default=wanted.starts_on - DAY)
    return None if last >= ENDLESS else last + DAY


@dataclass(frozen=True)
class Agreed:
    """What is agreed of a service period; what is left out stays as it is, or as usual in a new one."""

    starts_on: date
    ends_on: date
    products: tuple[str, ...] = ()
    kind: ContractKind | None = None
    number: str = ""
    scope: str = ""
    promises: Mapping[str, str] = field(default_factory=dict)
    allowances: Mapping[str, int] = field(default_factory=dict)
    price: Money | None = None
    sales_manager_id: int | None = None
    predecessor_id: int | None = None


def agree(customer: Customer, agreed: Agreed) -> tuple[Contract, bool]:
    """A service period is agreed, and counts from now on (SCO-8): the contract, and whether anything is new. One about the same that begins on that day is that one.

    Raises BadInput for a period that cannot be, or that another one of theirs covers already.
    """
    if agreed.ends_on < agreed.starts_on:
        raise BadInput(
            _("The period ends ({last}) before it begins ({first}).").format(
                last=agreed.ends_on, first=agreed.starts_on
            )
        )
    contract = _known(customer, agreed)
    wanted = Contract(starts_on=agreed.starts_on, ends_on=agreed.ends_on, products=list(agreed.products))
    others = [each for each in customer.contracts if each is not contract]
    # what overlapped before this was checked may be brought up to date; `kefu doctor` lists it
    moved = contract is None or contract.ends_on != agreed.ends_on
    if moved and (taken := overlapping(wanted, others)):
        raise BadInput(_taken(wanted, taken, others))
    if contract is None:
        customer.contracts.append(contract := _new(agreed))
        customer.contracts.sort(key=lambda each: each.starts_on)
        return contract, True
    wanted_values = _said(agreed, contract)
    changes = {name: value for name, value in wanted_values.items() if getattr(contract, name) != value}
    for name, value in changes.items():
        setattr(contract, name, value)
    return contract, bool(changes)


def taken(customer: Customer, agreed: Agreed) -> str:
    """By which contract of theirs these days are covered already, and from when on they are free; "" by none."""
    wanted = Contract(starts_on=agreed.starts_on, ends_on=agreed.ends_on, products=list(agreed.products))
    others = [each for each in customer.contracts if each is not _known(customer, agreed)]
    found = overlapping(wanted, others)
    return _taken(wanted, found, others) if found else ""


def _known(customer: Customer, agreed: Agreed) -> Contract | None:
    same = [
        each
        for each in customer.contracts
        if each.starts_on == agreed.starts_on
        and (not agreed.products or set(each.products or ()) == set(agreed.products))
    ]
    return same[0] if same else None


def _taken(wanted: Contract, taken: Sequence[Contract], others: Sequence[Contract]) -> str:
    first = taken[0]
    free = first_free_day(wanted, others)
    text = _("{number} covers the same from {first} to {last}.").format(
        number=first.number, first=day(first.starts_on), last=day(first.last_day)
    )
    if free is None:
        return text
    return text + " " + _("The first free day is {date}.").format(date=day(free))


def _new(agreed: Agreed) -> Contract:
    blank = Contract(
        starts_on=agreed.starts_on, kind=agreed.kind or ContractKind.PAID, products=list(agreed.products),
        given_number="", scope="", promises={}, allowances={}, currency="",
    )  # fmt: skip
    for name, value in _said(agreed, blank).items():
        setattr(blank, name, value)
    return blank


def _said(agreed: Agreed, before: Contract) -> dict[str, object]:
    """Each column's value after it."""
    return {
        "ends_on": agreed.ends_on,
        "kind": agreed.kind or before.kind,
        "given_number": agreed.number or before.given_number,
        "scope": agreed.scope or before.scope,
        "promises": {**before.promises, **agreed.promises},
        "allowances": {**before.allowances, **agreed.allowances},
        "price_minor": agreed.price.minor if agreed.price else before.price_minor,
        "currency": agreed.price.currency if agreed.price else before.currency,
        "sales_manager_id": agreed.sales_manager_id or before.sales_manager_id,
        "predecessor_id": agreed.predecessor_id or before.predecessor_id,
    }


def line(contract: Contract, contracts: Sequence[Contract], today: date, spans: Spans = USUAL) -> str:
    """`A-1042 · paid service period · ends soon: until 31 Mar, 23 days left`."""
    told = f"{_(STATE_NAMES[state(contract, contracts, today, spans)])} · {why(contract, contracts, today, spans)}"
    return f"{contract.number} · {_(CONTRACT_KIND_NAMES[contract.kind])} · {told}"


def stage(customer: Customer, today: date) -> tuple[ServiceStage, str]:
    """The service stage and why: of what runs today the furthest (CUS-10)."""
    running = [c for c in customer.contracts if c.covers(today)]
    order = list(_STAGES)
    running.sort(key=lambda c: order.index(c.kind))
    if running:
        first = running[0]
        reason = _("{number}, {kind}, {why}").format(
            number=first.number,
            kind=_(CONTRACT_KIND_NAMES[first.kind]),
            why=why(first, customer.contracts, today),
        )
        return _STAGES[first.kind], reason
    ended = [c.last_day for c in customer.contracts if c.last_day < today]
    if ended:
        return ServiceStage.AFTER, _("the last service period ended on {date}").format(
            date=day(max(ended), today)
        )
    if customer.accepted_on is None or customer.accepted_on > today:
        return ServiceStage.INSTALLATION, _("not accepted yet")
    return ServiceStage.AFTER, _("accepted on {date}, and no service period is on file").format(
        date=day(customer.accepted_on, today)
    )
