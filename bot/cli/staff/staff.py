"""`kefu staff`: who works here, in which roles, and the links by which they come in."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.kit import invites as customers_invites
from bot.cli.kit import names, parse
from bot.cli.kit.common import changing, console, reading, run
from bot.cli.kit.importing import say_report, take_in
from bot.cli.kit.reachability import reach
from bot.cli.kit.show import as_json, say, table
from bot.cli.staff import join
from bot.cli.staff.leave import leave_desk, staff_region, unbind_staff
from desk import invites, journal
from desk.events import Event
from desk.people import ROLE_NAMES, Person, Role, with_role
from desk.roster import shifts
from errors import BadInput
from i18n import _

app = typer.Typer(no_args_is_help=True, help="The staff: add, invite, list, change roles, import.")

Name = Annotated[str, typer.Argument(help="Their name, as in `kefu staff list`; or their number.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Roles = Annotated[
    list[str],
    typer.Option("--role", help=", ".join(parse.roles()) + ". May be repeated."),
]
Products = Annotated[
    list[str] | None, typer.Option("--product", help="Code of a product they know. May be repeated.")
]
Skills = Annotated[list[str] | None, typer.Option("--skill", help="May be repeated.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Their name, as customers and colleagues read it.")],
    role: Roles,
    phone: Annotated[str, typer.Option(help="Like 138 1234 5678.")] = "",
    email: Annotated[str, typer.Option(help="Their e-mail address.")] = "",
    language: Annotated[str, typer.Option(help="zh or en; else the desk's.")] = "",
    region: Annotated[str, typer.Option(help="Region or branch; tickets from there come first.")] = "",
    product: Products = None,
    skill: Skills = None,
    time_zone: Annotated[str, typer.Option(help="Like Asia/Shanghai; else the company's.")] = "",
) -> None:
    """Add somebody to the staff and print the invite by which they join.

    Example: [green]kefu staff add 李强 --role engineer --region 华东 --product NE[/]
    """
    newcomer = join.Newcomer(
        name=name,
        roles=role,
        phone=phone,
        email=email,
        language=language,
        region=region,
        products=product or [],
        skills=skill or [],
        zone=time_zone,
    )
    run(_add(newcomer))


@app.command()
def invite(name: Name) -> None:
    """Print a new invite, for somebody who has lost theirs or changed their account.

    Example: [green]kefu staff invite 李强[/]
    """
    run(_invite(name))


@app.command()
def first() -> None:
    """Print a new code for the first administrator; the one before is worth nothing any more.

    Example: [green]kefu staff first[/]
    """
    run(_first())


@app.command("list")
def list_staff(json: Json = False) -> None:
    """List the staff: roles, region, whether they can be reached, who is on duty.

    Example: [green]kefu staff list --json[/]
    """
    run(_list(json))


@app.command("role")
def change_roles(
    name: Name,
    add: Annotated[list[str] | None, typer.Option(help="A role to give. May be repeated.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A role to take away. May be repeated.")] = None,
) -> None:
    """Give roles and take them away.

    Example: [green]kefu staff role 李强 --add trainer --remove engineer[/]
    """
    run(_change_roles(name, add or [], remove or []))


@app.command()
def leave(
    name: Name,
    to: Annotated[str, typer.Option(help="Who answers for their customers from now on; else the head.")] = "",
) -> None:
    """Somebody leaves: they may do nothing any more. Lists what needs a hand-over; their customers are handed over.

    Example: [green]kefu staff leave 张敏 --to 周涛[/]
    """
    run(leave_desk(name, to))


@app.command()
def unbind(name: Name) -> None:
    """End somebody's accounts, as when a phone is lost: nobody speaks from them any more.

    Example: [green]kefu staff unbind 李强[/]
    """
    run(unbind_staff(name))


@app.command()
def region(name: Name, region: Annotated[str, typer.Argument(help="Region or branch.")]) -> None:
    """Move somebody to another region or branch.

    Example: [green]kefu staff region 李强 华南[/]
    """
    run(staff_region(name, region))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")],
    invite: Annotated[bool, typer.Option("--invite", help="Print an invite for each new one.")] = False,
    json: Json = False,
) -> None:
    """Import staff. Columns: name, roles, phone, email, language, region, products, skills, staff_number; lists with |.

    Roles are given, never taken away; the same file again changes nothing.

    Example: [green]kefu staff import staff.csv --invite[/]
    """
    run(_import(file, invite, json))


async def _add(newcomer: join.Newcomer) -> None:
    async with changing() as (session, now):
        person = await join.hire(session, newcomer, now)
        code = await customers_invites.for_person(session, person, now)
    await customers_invites.tell(person.name, code)


async def _invite(name: str) -> None:
    async with changing() as (session, now):
        person = await names.staff(session, name)
        code = await customers_invites.for_person(session, person, now)
    await customers_invites.tell(person.name, code)


async def _first() -> None:
    async with changing() as (session, now):
        if found := await with_role(session, Role.ADMIN):
            raise BadInput(_("There is an administrator already: {name}.").format(name=found[0].name))
        await invites.void_admin(session, now)
        code = await invites.make(session, now, admin=True)
    await customers_invites.tell(_("the first administrator"), code)


async def _list(json: bool) -> None:
    async with reading() as (session, now):
        people = await names.all_staff(session)
        reached = await reach(session, [person.id for person in people])
        duty = {person.id for person in await shifts.on_duty(session, now)}
    if json:
        as_json([_described(p) | reached[p.id].described() | {"on_duty": p.id in duty} for p in people])
        return
    heads = [_("no."), _("name"), _("roles"), _("region"), _("products"), _("reached"), _("on duty")]
    rows = [
        (
            p.id,
            p.name,
            role_names(p),
            p.region,
            ", ".join(p.products),
            reached[p.id],
            "▶" if p.id in duty else "",
        )
        for p in people
    ]
    table(heads, rows)


def _described(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "roles": sorted(person.roles),
        "phone": person.phone,
        "email": person.email,
        "language": person.language,
        "time_zone": person.zone,
        "region": person.region,
        "products": person.products,
        "skills": person.skills,
    }


def role_names(person: Person) -> str:
    return ", ".join(_(ROLE_NAMES[role]) for role in Role if role in person.roles)


async def _change_roles(name: str, add: list[str], remove: list[str]) -> None:
    given, taken = {parse.role(each) for each in add}, {parse.role(each) for each in remove}
    if not given | taken or given & taken:
        raise BadInput(_("Say which role to --add or to --remove."))
    async with changing() as (session, now):
        person = await names.staff(session, name)
        before = person.roles
        if not (before | given) - taken - {Role.CONTACT}:
            raise BadInput(
                _("{name} would have no role left. `kefu staff leave` is for those who go.").format(
                    name=person.name
                )
            )
        person.role_rows[:] = [row for row in person.role_rows if row.role not in taken]
        person.give(*sorted(given))
        if person.roles != before:
            roles = sorted(person.roles)
            await journal.write(session, person, Event.PERSON_ROLES_CHANGED, by=None, now=now, roles=roles)
    say(f"{person.name}: {role_names(person)}")


async def _import(file: Path, invite: bool, json: bool) -> None:
    importing = await take_in(file, join.TABLE)
    say_report(importing.report, json=json)
    for number in importing.new if invite and not json else ():
        console.print()
        await _invite(str(number))
