"""The weeks of a sprint in school weeks, and its board."""

from __future__ import annotations

import datetime

from sprints.enums import BuildingBlock
from sprints.models import Initiative, Sprint
from sprints.queries import blocks_without, headline, lanes, lanes_by_block, ruler

START = datetime.date(2026, 1, 19)  # ten school weeks with the week of spring half-term between them
END = datetime.date(2026, 4, 3)
FORUM = datetime.date(2026, 4, 2)


def sprint(**changed: object) -> Sprint:
    return Sprint(**({"number": 5, "starts_on": START, "ends_on": END, "state": "running"} | changed))  # type: ignore[arg-type]


def test_a_week_of_holiday_counts_in_no_sprint() -> None:
    weeks = ruler(sprint(), FORUM, datetime.date(2026, 2, 11)).weeks
    assert [week.number for week in weeks] == [1, 2, 3, 4, None, 5, 6, 7, 8, 9, 10]
    assert weeks[4].holiday == "krokusvakantie"
    assert [week.is_now for week in weeks].index(True) == 3
    assert [week.has_forum for week in weeks].index(True) == 10
    assert [week.is_past for week in weeks] == [True] * 3 + [False] * 8


def test_the_headline_counts_school_weeks_through_a_holiday() -> None:
    told = {day: headline(sprint(), ruler(sprint(), FORUM, day)) for day in (datetime.date(2026, 2, 11), datetime.date(2026, 2, 18))}
    assert list(told.values()) == ["Week 4 van 10", "Week 4 van 10"]
    assert headline(sprint(), ruler(sprint(), FORUM, datetime.date(2026, 1, 12))) == "Sprint 5 begint binnenkort"
    assert headline(sprint(), ruler(sprint(), FORUM, datetime.date(2026, 4, 12))) == "Sprint 5, na de laatste week"
    closed = sprint(state="closed")
    assert headline(closed, ruler(closed, FORUM, datetime.date(2026, 2, 11))) == "Sprint 5, gesloten"


def test_the_board_shows_what_stopped_only_when_something_did() -> None:
    made = [Initiative(title=state, state=state, blocks=["cultuur"]) for state in ("planned", "busy", "done")]
    assert [(lane.name, len(lane.initiatives)) for lane in lanes(made)] == [("Te doen", 1), ("Bezig", 1), ("Klaar", 1)]
    stopped = Initiative(title="x", state="stopped", blocks=[])
    assert [lane.name for lane in lanes([*made, stopped])][-1] == "Gestopt of meegenomen"


def test_by_building_block_every_block_has_its_place() -> None:
    made = [Initiative(title="a", state="busy", blocks=["cultuur", "leiderschap"])]
    assert {lane.key: len(lane.initiatives) for lane in lanes_by_block(made)} == {
        block.value: int(block in ("cultuur", "leiderschap")) for block in BuildingBlock
    }
    assert blocks_without(made) == ["school- en teamstructuur", "systemen", "medewerkers"]
