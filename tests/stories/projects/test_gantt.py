"""The plan as a picture, its gates as a calendar file, and the picture in the report (PRJ-7)."""

from desk.projects.project import ProjectState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, applies, approves, plans, running, team

__all__ = ["cast", "team"]

PNG = b"\x89PNG"


async def test_the_plan_is_drawn_for_whoever_may_read_it(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-7: by a button of the card, with its gates for the calendar; the report has it; the customer not before the plan is theirs to read."""
    await applies(team, "小型实施")
    await approves(team)
    await plans(team)
    assert await team.state() is ProjectState.PLANNING
    await cast.wang.does("presses_data", "c:project_gantt:1:0:")
    assert "还没有计划" in cast.wang.last
    await team.lin.presses("计划交给")
    await team.he.presses("批准计划")
    await cast.wang.presses("看图")
    picture, calendar = cast.wang.files[-2:]
    assert picture[:4] == PNG
    text = calendar.decode()
    assert text.count("BEGIN:VEVENT") == len(await team.stages())
    assert "SUMMARY:J-1001" in text
    first = text.split("DTSTART:")[1][:8]
    items = await team.items()
    last = max(due for key in ("data", "ready") if (due := items[key].due_on))
    assert first == f"{last:%Y%m%d}"
    await team.he.says("/project")
    await team.he.presses("J-1001")
    await team.he.presses("项目报告")
    assert b"/Subtype /Image" in team.he.files[-1]
    await cast.li.does("presses_data", "c:project_gantt:1:0:")
    assert not cast.li.files


async def test_a_late_plan_is_drawn_again_in_english(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-7: with what is late; a later calendar file takes the place of the earlier one."""
    await running(team)
    await team.mark.says("/project")
    await team.mark.presses("J-1001")
    await team.mark.presses("As a picture")
    before = team.mark.files[-2:]
    await desk.forward(days=21)
    await team.mark.says("/project")
    await team.mark.presses("J-1001")
    await team.mark.presses("As a picture")
    after = team.mark.files[-2:]
    assert before[0] != after[0]
    uids, sequences = (
        [file.decode().split(word)[1].split()[0] for file in (before[1], after[1])]
        for word in ("UID:", "SEQUENCE:")
    )
    assert uids[0] == uids[1]
    assert int(sequences[0]) < int(sequences[1])
