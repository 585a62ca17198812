"""`kefu customers`: the customer file, the contacts and how they come in, the service periods."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.customers import records
from bot.cli.customers import table as customer_table
from bot.cli.customers.merging import join_customers, merge_contacts
from bot.cli.customers.records import Contact
from bot.cli.customers.views import list_all, show_one
from bot.cli.kit import invites, names, parse
from bot.cli.kit.common import changing, run
from bot.cli.kit.importing import Outcome, import_table
from bot.cli.kit.show import say
from bot.cli.sales.first_visits import list_first_visits
from bot.cli.staff.leave import contact_leaves, contact_moves, unbind_contact
from desk import administration, customer_records
from desk.contracts import Agreed
from desk.customer_records import Facts
from desk.sales.account_team import Duty
from desk.sla import terms
from desk.surveys import visit_backs
from i18n import _, company_day

ContactName = Annotated[str, typer.Argument(help="The contact's name.")]
app = typer.Typer(no_args_is_help=True, help="The customers: add, show, contacts, service periods, import.")

Whose = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="Name or a part of it, service code, licence or number.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Phone = Annotated[str, typer.Option(help="Like 138 1234 5678; sharing it says who they are.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The organisation's name.")],
    service_code: Annotated[str, typer.Option(help="What they name themselves by on the phone.")],
    address: Annotated[str, typer.Option(help="Where engineers go.")] = "",
    region: Annotated[str, typer.Option(help="Like 华东.")] = "",
    category: Annotated[str, typer.Option(help="key or regular.")] = "regular",
    accepted: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="Acceptance; visit-backs are counted from it.")
    ] = "",
    owns: Annotated[
        list[str] | None, typer.Option(metavar="CODE[=LICENCE]", help="A product. May be repeated.")
    ] = None,
    service: Annotated[str, typer.Option(metavar="FROM..TO", help="The service period.")] = "",
) -> None:
    """Add a customer.

    Example: [green]kefu customers add 明月纺织 --service-code MY-01 --owns NE=LOCK-7 --service 2026-01-01..2026-12-31[/]
    """
    run(_add(name, Facts(service_code, address, region, category), accepted, owns or [], service))


@app.command("list")
def list_customers(json: Json = False) -> None:
    """List the customers.

    Example: [green]kefu customers list --json[/]
    """
    run(list_all(json))


@app.command()
def show(customer: Whose, json: Json = False) -> None:
    """Show a customer: what they own, contacts, service periods, open tickets.

    Example: [green]kefu customers show 明月纺织[/]
    """
    run(show_one(customer, json))


@app.command()
def contact(
    customer: Whose,
    name: Annotated[str, typer.Argument(help="The person's name.")],
    phone: Phone = "",
    email: Annotated[str, typer.Option(help="Their e-mail address.")] = "",
    language: Annotated[str, typer.Option(help="zh or en; else the desk's.")] = "",
) -> None:
    """Add a contact, or bring one up to date, and print their invite.

    Example: [green]kefu customers contact 明月纺织 王丽 --phone 13812345678[/]
    """
    run(_contact(customer, name, (phone, email, language)))


@app.command()
def invite(customer: Whose) -> None:
    """Print an invite for whoever the customer passes it to.

    Example: [green]kefu customers invite 明月纺织[/]
    """
    run(_invite(customer))


@app.command()
def leave(customer: Whose, name: ContactName) -> None:
    """A contact has left the customer: they may do nothing here any more.

    Example: [green]kefu customers leave 明月纺织 王丽[/]
    """
    run(contact_leaves(customer, name))


@app.command()
def move(
    customer: Whose,
    name: ContactName,
    to: Whose,
    also: Annotated[bool, typer.Option("--also", help="They go on with the first one as well.")] = False,
) -> None:
    """A contact works for another customer from now on; with --also for both.

    Example: [green]kefu customers move 明月纺织 王丽 远山物流[/]
    """
    run(contact_moves(customer, name, to, also=also))


@app.command()
def merge(
    customer: Whose,
    name: Annotated[str, typer.Argument(help="The record that goes: a name, or a number of several alike.")],
    into: Annotated[str, typer.Argument(help="The record that stays.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else it is only shown what goes along.")] = False,
) -> None:
    """A contact is on file twice: one record goes into the other, with all that hangs on it.

    Example: [green]kefu customers merge 明月纺织 王小丽 王丽 --yes[/]
    """
    run(merge_contacts(customer, name, into, yes))


@app.command()
def join(
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help="The record that goes: name, service code or number.")
    ],
    into: Annotated[str, typer.Argument(help="The record that stays.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else it is only shown what goes along.")] = False,
) -> None:
    """Two customers turn out to be one: one record goes into the other, with all that hangs on it.

    Example: [green]kefu customers join 明月纺织(苏州) 明月纺织 --yes[/]
    """
    run(join_customers(customer, into, yes))


@app.command()
def unbind(customer: Whose, name: ContactName) -> None:
    """End a contact's accounts, as when a phone is lost.

    Example: [green]kefu customers unbind 明月纺织 王丽[/]
    """
    run(unbind_contact(customer, name))


@app.command()
def contract(
    customer: Whose,
    start: Annotated[str, typer.Argument(metavar="FROM", help="First day, like 2027-01-01.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="Last day, included.")],
    scope: Annotated[str, typer.Option(help="What is in it.")] = "",
    promise: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=LENGTH", help="A time limit of their own. May be repeated."),
    ] = None,
) -> None:
    """Add a service period, such as a renewal; one with the same first day is changed. Open time limits follow at once.

    Example: [green]kefu customers contract 明月纺织 2027-01-01 2027-12-31 --scope "remote and on site"[/]

    Example: [green]kefu customers contract 明月纺织 2027-01-01 2027-12-31 --promise arrival="2h calendar"[/]
    """
    run(_contract(customer, start, to, scope, promise or []))


@app.command()
def entrust(
    customer: Whose,
    account: Annotated[str, typer.Option(help="The account manager's name.")] = "",
    sales: Annotated[str, typer.Option(help="The sales manager's name.")] = "",
    reseller: Annotated[str, typer.Option(help="Through whom they bought.")] = "",
) -> None:
    """Say who answers for a customer; they hear of it.

    Example: [green]kefu customers entrust 明月纺织 --account 何雨桐 --sales 张敏[/]
    """
    run(_entrust(customer, {Duty.ACCOUNT: account, Duty.SALES: sales}, reseller))


@app.command()
def licence(
    customer: Whose,
    product: Annotated[str, typer.Argument(help="Code or name of the product.")],
    number: Annotated[str, typer.Option(help="Licence or dongle number.")] = "",
    version: Annotated[str, typer.Option(help="The installed version.")] = "",
    site: Annotated[str, typer.Option(help="Name of a site; a new one is added.")] = "",
    upgraded: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The last upgrade.")] = "",
    upgrades_until: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="Last day of the right to new versions.")
    ] = "",
) -> None:
    """Add a licence, or bring one up to date: number, version, site, upgrades.

    Example: [green]kefu customers licence 明月纺织 NE --version 8.2 --site 吴江厂[/]
    """
    said: dict[str, object] = {
        "version": version,
        "site": site,
        "upgraded_on": parse.day(upgraded) if upgraded else None,
        "upgrades_until": parse.day(upgrades_until) if upgrades_until else None,
    }
    run(_licence(customer, product, number, said))


@app.command()
def site(
    customer: Whose,
    name: Annotated[str, typer.Argument(help="What it is called.")],
    address: Annotated[str, typer.Option(help="Where it is.")] = "",
    region: Annotated[str, typer.Option(help="Whose hours count there; else the customer's.")] = "",
) -> None:
    """Add a site of a customer, or bring it up to date.

    Example: [green]kefu customers site 明月纺织 吴江厂 --address 吴江区示例路8号[/]
    """
    run(_site(customer, name, address, region))


@app.command("first-visits")
def first_visits(
    since: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="Handed over by sales since; by default within 90 days.")
    ] = "",
    xlsx: Annotated[Path | None, typer.Option(help="Write them to this XLSX file.")] = None,
    json: Json = False,
) -> None:
    """List the first visits: due, done, late; whose facts were right; what new customers need, by department.

    Example: [green]kefu customers first-visits --since 2026-01-01 --xlsx visits.xlsx[/]
    """
    run(list_first_visits(since, xlsx, json))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import customers. Several rows of one customer add contacts, products and service periods.

    Columns: name, address, region, category, service_code, accepted_on, products (CODE=LICENCE|…), starts_on,
    ends_on, scope, contact, phone, email, language, account_manager, sales_manager, reseller, contract (its number); of a
    row's one product version, site, upgraded_on, upgrades_until. The same file again changes nothing.

    Example: [green]kefu customers import customers.xlsx[/]
    """
    run(import_table(file, customer_table.TABLE, json=json))


async def _add(name: str, facts: Facts, accepted: str, owns: list[str], service: str) -> None:
    period = parse.period(service) if service else None
    day = parse.day(accepted) if accepted else None
    facts = Facts(
        facts.service_code.strip(), facts.address, facts.region, parse.category(facts.category), day
    )
    async with changing() as (session, now):
        customer = await customer_records.file(session, name.strip(), facts, now)
        for code, number in map(parse.owned, owns):
            await records.own(session, customer, (await names.product(session, code)).code, number)
        if period:
            records.agree(customer, Agreed(*period))
        await session.flush()
        await administration.customer_changed(session, customer, now)
    say(_("{name} has been added.").format(name=customer.name))


async def _contact(whose: str, name: str, details: tuple[str, str, str]) -> None:
    found = Contact.parsed(name, *details)
    async with changing() as (session, now):
        customer = await names.customer(session, whose)
        person, _outcome = await records.add_contact(session, customer, found, now)
        await visit_backs.plan(session, customer, company_day(now))
        code = await invites.for_person(session, person, now)
    await invites.tell(f"{person.name} ({customer.name})", code)


async def _invite(whose: str) -> None:
    async with changing() as (session, now):
        customer = await names.customer(session, whose)
        code = await invites.for_customer(session, customer, now)
    await invites.tell(customer.name, code)


async def _contract(whose: str, start: str, to: str, scope: str, promised: list[str]) -> None:
    first, last = parse.in_order(parse.day(start), parse.day(to))
    promises = dict(map(terms.promise, promised))
    async with changing() as (session, now):
        customer = await names.customer(session, whose)
        outcome = records.agree(customer, Agreed(first, last, scope=scope, promises=promises))
        await session.flush()
        await administration.customer_changed(session, customer, now)
        await visit_backs.plan(session, customer, company_day(now))
    what = _("nothing to change") if outcome is Outcome.UNCHANGED else _("service from {first} to {last}")
    say(f"{customer.name}: " + what.format(first=first, last=last))


async def _entrust(whose: str, said: dict[Duty, str], reseller: str) -> None:
    async with changing() as (session, now):
        customer = await names.customer(session, whose)
        outcome = await records.team(session, customer, said, reseller, now)
    say(f"{customer.name}: " + (_("nothing to change") if outcome is Outcome.UNCHANGED else _("up to date")))


async def _licence(whose: str, product: str, number: str, said: dict[str, object]) -> None:
    async with changing() as (session, _now):
        customer = await names.customer(session, whose)
        code = (await names.product(session, product)).code
        outcomes = {await records.own(session, customer, code, number.strip())}
        outcomes.add(await records.licence_facts(session, customer, code, said))
    changed = Outcome.CHANGED in outcomes
    say(f"{customer.name}: " + (_("up to date") if changed else _("nothing to change")))


async def _site(whose: str, name: str, address: str, region: str) -> None:
    async with changing() as (session, _now):
        customer = await names.customer(session, whose)
        found = await records.site(session, customer, name.strip(), address, region)
    say(f"{customer.name}: {found.name}")
