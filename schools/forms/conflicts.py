"""Two people saved one session: what each wrote, field by field, and which of the two stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from schools.enums import FollowUpOwner
from schools.forms.sessions import SessionForm, duration_of
from schools.models import Session
from schools.queries.places import place_of
from schools.services import NewSession, Step

Told = dict[str, Any]
LABELS = {
    "where": "Met wie",
    "kind": "Soort",
    "date": "Datum",
    "minutes": "Duur",
    "schools": "Wie was er",
    "note_shared": "Wat jullie deden (gedeeld met de school)",
    "note_team": "Voor het begeleidingsteam",
    "steps": "Afspraken",
    "topics": "Thema's",
    "advisers": "Begeleiders",
    "title": "Titel",
    "place": "Plaats",
    "is_online": "Online",
}
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """A field that two people left differently; `chosen` is what stays by itself when only one of them changed it."""

    name: str
    label: str
    mine: Any
    theirs: Any
    chosen: str


def told_of(session: Session) -> Told:
    """A session in the terms of its form; without private notes, which nobody shares."""
    return {
        "where": place_of(session),
        "kind": session.kind,
        "date": session.date.isoformat() if session.date else "",
        "minutes": session.minutes,
        "schools": sorted(link.school.key for link in session.attendances.select_related("school")),
        "note_shared": session.note_shared,
        "note_team": session.note_team,
        "steps": [_step(row.pk, row.owner, row.text, row.due_on) for row in session.follow_ups.order_by("pk")],
        "topics": sorted(str(link.topic_id) for link in session.topic_links.all()),
        "advisers": sorted(str(link.user_id) for link in session.adviser_links.all()),
        "title": session.title,
        "place": session.place,
        "is_online": session.is_online,
    }


def told_by(new: NewSession, where: str) -> Told:
    """What somebody typed, in the same terms."""
    return {
        "where": where,
        "kind": str(new.kind),
        "date": new.date.isoformat(),
        "minutes": new.minutes,
        "schools": sorted(school.key for school in new.schools),
        "note_shared": new.note_shared,
        "note_team": new.note_team,
        "steps": [_step(step.pk, step.owner, step.text, step.due_on) for step in (Step(*each) for each in new.follow_ups)],
        "topics": sorted(str(topic.pk) for topic in new.topics),
        "advisers": sorted(str(pk) for pk in new.adviser_ids),
        "title": new.title,
        "place": new.place,
        "is_online": new.is_online,
    }


def differences(*, mine: Told, theirs: Told, base: Told) -> list[Difference]:
    """Every field that differs; where only one of the two changed what they both began from, that change is proposed."""
    found = []
    for name, label in LABELS.items():
        if _plain(mine[name]) == _plain(theirs[name]):
            continue
        untouched = {MINE: _plain(mine[name]) == _plain(base.get(name)), THEIRS: _plain(theirs[name]) == _plain(base.get(name))}
        chosen = "" if untouched[MINE] == untouched[THEIRS] else (THEIRS if untouched[MINE] else MINE)
        found.append(Difference(name, label, mine[name], theirs[name], chosen))
    return found


def as_data(told: Told, extra: Mapping[str, str]) -> QueryDict:
    """What is told, as the form sends it; `extra` are the fields that no colleague shares."""
    data = QueryDict(mutable=True)
    for name in ("where", "kind", "date", "note_shared", "note_team", "title", "place"):
        data[name] = told[name] or ""
    data["attendance_of"] = told["where"]
    if told["is_online"]:
        data["is_online"] = "on"
    is_one_school = told["where"].startswith("school:")  # its attendance goes without saying, and is no choice
    for name in ("topics", "advisers") if is_one_school else ("schools", "topics", "advisers"):
        data.setlist(name, told[name])
    data.update({name: str(value) for name, value in duration_of(told["minutes"]).items()})
    data.update(_steps_data(told["steps"]))
    data.update(extra)
    return data


def chosen(*, mine: Told, theirs: Told, choices: Mapping[str, str]) -> Told:
    """Mine, with a colleague's where that was chosen."""
    return {name: theirs[name] if choices.get(f"keep_{name}") == THEIRS else value for name, value in mine.items()}


def readable(form: SessionForm, name: str, value: Any) -> list[str]:
    """A value of a field as people read it, a line for each."""
    if name == "steps":
        return [
            f"{text} ({'de school' if owner == FollowUpOwner.SCHOOL else 'de begeleiding'}{', tegen ' + due_on if due_on else ''})"
            for _pk, owner, text, due_on in value
        ] or ["geen"]
    if name in {"where", "kind", "schools", "topics", "advisers"}:
        names = _flat(form.fields[name].choices)  # type: ignore[attr-defined]
        lines = [names.get(each, str(each)) for each in (value if isinstance(value, list) else [value])]
        return lines or ["niemand" if name == "schools" else "geen"]
    if name == "minutes":
        return [f"{value} minuten"]
    if name == "is_online":
        return ["ja" if value else "nee"]
    return [value or "leeg"]


def _flat(choices: Iterable[Any]) -> dict[Any, str]:
    """Choices by value, those in groups too."""
    found: dict[Any, str] = {}
    for value, label in choices:
        found |= _flat(label) if isinstance(label, (list, tuple)) else {str(value): str(label)}
    return found


def read_base(text: str) -> Told:
    """What both began from, as the form carried it; nothing when it came back damaged."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _step(pk: int | None, owner: str, text: str, due_on: Any) -> list[Any]:
    return [pk, str(owner), text, due_on.isoformat() if due_on else ""]


def _steps_data(steps: Sequence[Sequence[Any]]) -> dict[str, str]:
    data = {"steps-TOTAL_FORMS": str(len(steps)), "steps-INITIAL_FORMS": "0"}
    for place, (pk, owner, text, due_on) in enumerate(steps):
        values = {"pk": "" if pk is None else str(pk), "owner": owner, "text": text, "due_on": due_on}
        data |= {f"steps-{place}-{name}": value for name, value in values.items()}
    return data


def _plain(value: Any) -> Any:
    """For comparing: browsers send line ends their own way."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
