"""Pages of sessions: who reads which layer, what a form refuses and keeps, and two people at once."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schools import services
from schools.models import Session, SessionPrivateNote, Topic
from tests.factories.guidance import DAY, access, make_network, make_session, make_user, school_of
from warmescholen.accounts.roles import Role
from warmescholen.audit.models import AccessEntry
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

SHARED, TEAM, PRIVATE = "gedeeld-woord", "team-woord", "prive-woord"
LOG = "/eigen/sessies/loggen/"


@dataclass
class House:
    """Somebody of each role, signed in, and two sessions with all layers: an individual one and a collective one."""

    people: dict[str, Client]
    alone: Session
    together: Session

    def __getattr__(self, name: str) -> Client:
        return self.people[name]


@pytest.fixture
def house(programme: Programme, other_programme: Programme) -> House:
    with programme_context(other_programme.pk):
        make_network(other_programme, "elders", "x")
        stranger = make_user(other_programme, "Vreemde", Role.MANAGER)
    with programme_context(programme.pk):
        network, other = make_network(programme, "een", "a", "b"), make_network(programme, "twee", "c")
        topic = Topic.objects.create(programme=programme, name="Zorg")
        users = {
            "adviser": make_user(programme, "Adviseur", Role.ADVISER, network),
            "colleague": make_user(programme, "Collega", Role.ADVISER, network),
            "coordinator": make_user(programme, "Coordinator", Role.COORDINATOR, network),
            "manager": make_user(programme, "Beheer", Role.MANAGER),
            "elsewhere": make_user(programme, "Elders", Role.ADVISER, other),
            "driver": make_user(programme, "Trekker", Role.FLYWHEEL, school_of(programme, "a")),
            "neighbour": make_user(programme, "Buur", Role.FLYWHEEL, school_of(programme, "b")),
            "observer": make_user(programme, "Waarnemer", Role.OBSERVER),
        }
        by = access(users["adviser"], programme)
        notes = {"note_shared": SHARED, "note_team": TEAM, "note_private": PRIVATE}
        alone = make_session(by, school_of(programme, "a"), **notes)
        steps = (("adviseur", "Een eerste stap"),)
        both = (school_of(programme, key) for key in "ab")
        together = make_session(by, *both, network=network, title="Samen", topics=(topic,), follow_ups=steps, **notes)
    people = {"stranger": Client()}
    people["stranger"].force_login(stranger)
    for name, user in users.items():
        people[name] = Client()
        people[name].force_login(user)
    return House(people, alone, together)


def page(session: Session, rest: str = "") -> str:
    return f"/eigen/sessies/{session.uuid}/{rest}"


def sent(**changes: Any) -> dict[str, Any]:
    """A form as a browser sends it for an individual session."""
    data = {
        "where": "school:a",
        "kind": "individueel",
        "date": "2026-03-10",
        "duration": "60",
        "note_shared": "Wat we deden",
        "uuid": str(uuid.uuid4()),
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
        "steps-0-owner": "school",
        "steps-0-text": "",
    }
    return data | changes


def edited(session: Session, **changes: Any) -> dict[str, Any]:
    return sent(uuid=str(session.uuid), version=str(session.version), date=DAY.isoformat()) | changes


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("adviser", (SHARED, TEAM, PRIVATE)),
        ("colleague", (SHARED, TEAM)),
        ("coordinator", (SHARED, TEAM)),
        ("manager", (SHARED, TEAM)),
        ("driver", (SHARED,)),
    ],
)
def test_each_layer_reaches_its_readers_and_nobody_else(house: House, who: str, reads: tuple[str, ...]) -> None:
    for session in (house.alone, house.together):
        text = house.people[who].get(page(session)).content.decode()
        assert {word for word in (SHARED, TEAM, PRIVATE) if word in text} == set(reads)


@pytest.mark.parametrize(("who", "is_told"), [("coordinator", True), ("manager", True), ("colleague", False), ("driver", False)])
def test_who_manages_the_network_sees_that_a_private_note_is_there(house: House, who: str, *, is_told: bool) -> None:
    text = house.people[who].get(page(house.alone)).content.decode()
    assert ("Er is een privénota van Adviseur" in text) is is_told


@pytest.mark.parametrize("who", ["elsewhere", "neighbour", "stranger"])
def test_a_session_that_one_may_not_see_does_not_exist(house: House, who: str) -> None:
    client = house.people[who]
    unseen, absent = client.get(page(house.alone)), client.get(f"/eigen/sessies/{uuid.uuid4()}/")
    assert unseen.status_code == absent.status_code == 404
    assert unseen.content == absent.content


def test_a_school_reads_a_collective_session_when_it_attended(house: House, programme: Programme) -> None:
    assert house.neighbour.get(page(house.together)).status_code == 200
    with programme_context(programme.pk):
        house.together.attendances.filter(school__key="b").delete()
    assert house.neighbour.get(page(house.together)).status_code == 404
    assert house.driver.get(page(house.together)).status_code == 200


def test_an_observer_is_told_why_sessions_are_closed(house: House) -> None:
    answer = house.observer.get("/eigen/sessies/")
    assert answer.status_code == 403
    assert "een school en haar sessies zien" in answer.content.decode()


def test_no_list_and_no_story_shows_what_the_page_hides(house: House) -> None:
    for address in ("sessies/", "scholen/a/", "scholen/", "afspraken/", "zoeken/?q=samen"):
        text = house.driver.get(f"/eigen/{address}").content.decode()
        assert TEAM not in text
        assert PRIVATE not in text
    text = house.coordinator.get("/eigen/scholen/a/").content.decode()
    assert TEAM in text
    assert PRIVATE not in text


def test_reading_a_session_is_noted(house: House, programme: Programme) -> None:
    house.colleague.get(page(house.alone))
    with programme_context(programme.pk):
        entry = AccessEntry.objects.get(action=AccessEntry.Action.READ)
    assert (entry.who_label, entry.object_id) == ("Collega", str(house.alone.pk))


# Lists


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 2),
        ("?netwerk=een", 2),
        ("?netwerk=twee", 0),
        ("?school=b", 1),
        ("?soort=collectief", 1),
        ("?periode=2025", 2),
        ("?periode=2024", 0),
        ("?periode=komend", 0),
        ("?begeleider=0", 2),
        ("?begeleider=999999999", 0),
        ("?soort=onzin&periode=onzin&begeleider=onzin&page=onzin", 2),
    ],
)
def test_the_list_is_narrowed_by_its_address(house: House, asked: str, count: int) -> None:
    text = house.coordinator.get(f"/eigen/sessies/{asked}").content.decode()
    assert f"<h1>{count} sessie" in text


def test_a_session_stays_with_the_network_that_the_school_was_in_then(house: House, programme: Programme) -> None:
    with programme_context(programme.pk):
        by = access(make_user(programme, "Nog een beheerder", Role.MANAGER), programme)
        other = house.together.network.__class__.objects.get(key="twee")  # type: ignore[union-attr]
        services.place_school(school=school_of(programme, "a"), network=other, starts_on=DAY + datetime.timedelta(days=1), by=by)
        make_session(by, school_of(programme, "a"), date=DAY + datetime.timedelta(days=2))
    assert "<h1>2 sessies" in house.manager.get("/eigen/sessies/?netwerk=een").content.decode()
    assert "<h1>1 sessie" in house.manager.get("/eigen/sessies/?netwerk=twee").content.decode()


def test_an_empty_list_offers_the_first_step(house: House) -> None:
    text = house.elsewhere.get("/eigen/sessies/").content.decode()
    assert "Eerste sessie loggen" in text
    assert SHARED not in text


@pytest.mark.parametrize("address", ["sessies/", "sessies/loggen/", "afspraken/", "scholen/", "scholen/a/", "SESSION", "SESSION/wijzigen/"])
def test_the_number_of_queries_does_not_grow_with_the_rows(house: House, programme: Programme, address: str) -> None:
    url = f"/eigen/{address.replace('SESSION', f'sessies/{house.together.uuid}')}".rstrip("/") + "/"
    house.coordinator.get(url)
    with CaptureQueriesContext(connection) as few:
        assert house.coordinator.get(url).status_code == 200
    with programme_context(programme.pk):
        by = access(make_user(programme, "Nog een", Role.MANAGER), programme)
        make_network(programme, "drie", "d", "e", "f")
        for number in range(3):
            steps = (("school", f"stap {number}"), ("adviseur", f"stap {number}"))
            make_session(by, school_of(programme, "a"), follow_ups=steps, date=timezone.localdate())
            make_session(by, *(school_of(programme, key) for key in "ab"), network=house.together.network, title=f"Nog {number}", follow_ups=steps)
        new = Topic.objects.create(programme=programme, name="Nog een thema")
        house.together.topic_links.create(programme=programme, topic=new)
        house.together.follow_ups.create(programme=programme, owner="school", text="nog een")
        house.together.adviser_links.create(programme=programme, user_id=by.user_id)
    with CaptureQueriesContext(connection) as many:
        assert house.coordinator.get(url).status_code == 200
    assert len(many) == len(few)


# Logging


def test_logging_saves_all_that_was_told(house: House, programme: Programme) -> None:
    with programme_context(programme.pk):
        topic = Topic.objects.get()
    answer = house.adviser.post(
        LOG,
        sent(
            note_team="team",
            note_private="eigen",
            topics=[topic.pk],
            title="Titel",
            place="Zaal",
            is_online="on",
            duration="other",
            minutes="50",
            **{"steps-0-text": "Uitnodigen", "steps-0-due_on": "2026-04-01"},
        ),
    )
    assert answer.status_code == 302
    with programme_context(programme.pk):
        made = Session.objects.get(title="Titel")
        assert (made.minutes, made.place, made.is_online, made.note_team, made.state) == (50, "Zaal", True, "team", "held")
        assert made.private_notes.get().text == "eigen"
        assert made.topic_links.get().topic == topic
        step = made.follow_ups.get()
        assert (step.text, step.owner, step.due_on) == ("Uitnodigen", "school", datetime.date(2026, 4, 1))


def test_a_form_that_is_sent_twice_is_one_session(house: House, programme: Programme) -> None:
    data = sent()
    first, second = house.adviser.post(LOG, data), house.adviser.post(LOG, data)
    assert first["Location"] == second["Location"]
    with programme_context(programme.pk):
        assert Session.objects.count() == 3


def test_errors_stand_beside_their_field_and_above_and_nothing_typed_is_lost(house: House) -> None:
    wrong = sent(where="", duration="other", minutes="", date="morgen", note_shared="Lang verhaal", note_private="Eigen verhaal")
    text = house.adviser.post(LOG, wrong | {"steps-0-text": "Stap", "steps-0-due_on": "ooit"}).content.decode()
    for kept in ("Lang verhaal", "Eigen verhaal", 'value="morgen"', 'value="Stap"', 'value="ooit"'):
        assert kept in text
    for place in ("#id_where", "#id_date", "#id_minutes", "#id_steps-0-due_on"):
        assert f'<a href="{place}">' in text
    assert text.count("Schrijf hoeveel minuten de sessie duurde.") == 2


def test_a_day_to_come_is_refused_unless_it_is_planned(house: House, programme: Programme) -> None:
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    assert "Deze datum komt nog" in house.adviser.post(LOG, sent(date=tomorrow)).content.decode()
    assert house.adviser.post(LOG, sent(date=tomorrow, plan="1")).status_code == 302
    with programme_context(programme.pk):
        assert Session.objects.get(date=tomorrow).state == "planned"


def test_attendance_is_looked_at_before_it_counts(house: House, programme: Programme) -> None:
    collective = sent(where="network:een", kind="collectief")
    text = house.adviser.post(LOG, collective).content.decode()
    assert "Kijk na wie er was" in text
    assert text.count('name="schools"') == text.count(
        "checked", text.index('name="schools"'), text.index("note_shared", text.index('name="schools"'))
    )
    assert "Duid aan wie er was" in house.adviser.post(LOG, collective | {"attendance_of": "network:een"}).content.decode()
    assert house.adviser.post(LOG, collective | {"attendance_of": "network:een", "schools": ["b"]}).status_code == 302
    with programme_context(programme.pk):
        made = Session.objects.get(note_shared="Wat we deden")
        assert [each.school.key for each in made.attendances.all()] == ["b"]


def test_the_attendance_part_equals_that_of_the_page(house: House) -> None:
    part = house.adviser.get(f"{LOG}aanwezigheid/?where=network:een&date=2026-03-10").content.decode()
    assert "School a" in part
    assert 'value="network:een"' in part
    assert part.count("checked") == 2
    assert "School" not in house.adviser.get(f"{LOG}aanwezigheid/?where=network:twee&date=2026-03-10").content.decode()


@pytest.mark.parametrize("where", ["school:c", "network:twee", "school:x", "group:geen", "onzin"])
def test_where_one_may_not_log_is_no_choice(house: House, where: str) -> None:
    answer = house.adviser.post(LOG, sent(where=where, kind="kick-off"))
    assert answer.status_code == 200
    assert "id_where_error" in answer.content.decode()
    assert "School c" not in answer.content.decode()


def test_a_school_cannot_be_smuggled_into_the_attendance(house: House) -> None:
    data = sent(where="network:een", kind="collectief", attendance_of="network:een", schools=["a", "c"])
    text = house.adviser.post(LOG, data).content.decode()
    assert "Kies scholen uit de lijst" in text
    assert "School c" not in text


def test_who_may_not_log_is_told_so(house: House) -> None:
    answer = house.driver.get(LOG)
    assert answer.status_code == 403
    assert "sessies loggen" in answer.content.decode()


def test_nobody_is_named_from_where_one_does_not_look(house: House) -> None:
    log = house.adviser.get(LOG).content.decode()
    assert "Collega</span>" in log
    assert "Elders" not in log
    listing = house.driver.get("/eigen/sessies/").content.decode()
    assert ">Adviseur</option>" in listing
    for unseen in ("Collega", "Elders", "Beheer"):
        assert unseen not in listing


def test_a_list_of_very_many_schools_is_not_a_choice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schools.queries.schools.MOST_CHOICES", 1)
    assert [each.key for each in house.manager.get("/eigen/sessies/").context["schools"]] == []
    assert [each.key for each in house.manager.get("/eigen/sessies/?school=b").context["schools"]] == ["b"]
    assert [each.key for each in house.manager.get("/eigen/sessies/?netwerk=twee").context["schools"]] == ["c"]


def test_what_is_usual_is_filled_in(house: House) -> None:
    text = house.adviser.get(LOG).content.decode()
    assert '<option value="network:een" selected>' in text
    assert timezone.localdate().isoformat() in text
    assert '<option value="school:b" selected>' in house.adviser.get(f"{LOG}?met=school:b").content.decode()
    assert "School c" not in house.adviser.get(f"{LOG}?met=school:c").content.decode()


def test_one_more_next_step_keeps_what_was_typed(house: House, programme: Programme) -> None:
    text = house.adviser.post(LOG, sent(more="1", note_shared="Half verhaal", **{"steps-0-text": "Eerste"})).content.decode()
    assert "Half verhaal" in text
    assert 'value="Eerste"' in text
    assert 'name="steps-1-text"' in text
    assert "Kijk dit nog even na" not in text
    with programme_context(programme.pk):
        assert Session.objects.count() == 2


# Two people at once


def test_an_edit_is_saved(house: House) -> None:
    answer = house.adviser.post(page(house.alone, "wijzigen/"), edited(house.alone, note_shared="Beter verteld"))
    assert answer.status_code == 302
    assert "Beter verteld" in house.driver.get(page(house.alone)).content.decode()


def test_who_may_not_edit_reads_why(house: House, programme: Programme) -> None:
    for answer in (house.colleague.get(page(house.alone, "wijzigen/")), house.colleague.post(page(house.alone, "wijzigen/"), edited(house.alone))):
        assert answer.status_code == 403
        assert "Alleen wie deze sessie begeleidde" in answer.content.decode()
    assert "Wijzigen</a>" not in house.colleague.get(page(house.alone)).content.decode()
    with programme_context(programme.pk):
        house.alone.refresh_from_db()
    assert house.alone.version == 1


def base(client: Client, session: Session) -> str:
    """What both begin from, as the form carries it."""
    return str(client.get(page(session, "wijzigen/")).context["form"].initial["base"])


def test_a_colleagues_edit_is_shown_beside_mine_and_nothing_is_overwritten(house: House, programme: Programme) -> None:
    mine = edited(house.alone, note_shared="Van mij", base=base(house.adviser, house.alone))
    house.coordinator.post(page(house.alone, "wijzigen/"), edited(house.alone, note_shared="Van de coordinator", place="Zaal"))
    answer = house.adviser.post(page(house.alone, "wijzigen/"), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    for word in ("Van mij", "Van de coordinator", 'name="keep_note_shared"', 'name="keep_place" value="theirs" checked'):
        assert word in text
    assert PRIVATE not in text
    with programme_context(programme.pk):
        house.alone.refresh_from_db()
    assert house.alone.note_shared == "Van de coordinator"


def test_a_choice_per_field_ends_the_conflict(house: House, programme: Programme) -> None:
    mine = edited(house.alone, note_shared="Van mij", duration="120", base=base(house.adviser, house.alone))
    house.coordinator.post(page(house.alone, "wijzigen/"), edited(house.alone, note_shared="Van de coordinator", duration="45"))
    resolving = mine | {"resolving": "1", "version": "2", "keep_note_shared": "theirs"}
    missing = house.adviser.post(page(house.alone, "wijzigen/"), resolving)
    assert missing.status_code == 409
    assert "Kies voor elk onderdeel wat blijft" in missing.content.decode()
    choices = resolving | {"keep_minutes": "mine", "keep_note_team": "theirs"}
    assert house.adviser.post(page(house.alone, "wijzigen/"), choices).status_code == 302
    with programme_context(programme.pk):
        house.alone.refresh_from_db()
    assert (house.alone.note_shared, house.alone.minutes, house.alone.version) == ("Van de coordinator", 120, 3)


def test_a_third_edit_during_the_choice_is_a_new_conflict(house: House) -> None:
    mine = edited(house.alone, note_shared="Van mij")
    for version, text in ((1, "Eerst"), (2, "Daarna")):
        house.coordinator.post(page(house.alone, "wijzigen/"), edited(house.alone, note_shared=text, version=str(version)))
    answer = house.adviser.post(
        page(house.alone, "wijzigen/"), mine | {"resolving": "1", "version": "2", "keep_note_shared": "mine", "keep_note_team": "mine"}
    )
    assert answer.status_code == 409
    assert "Daarna" in answer.content.decode()


def test_two_who_wrote_the_same_are_in_nobodys_way(house: House) -> None:
    same = edited(house.alone, note_shared="Hetzelfde\r\nverhaal", note_team=TEAM)
    house.coordinator.post(page(house.alone, "wijzigen/"), same)
    assert house.adviser.post(page(house.alone, "wijzigen/"), same | {"note_private": "van mij"}).status_code == 302


def test_a_damaged_base_asks_for_every_choice(house: House) -> None:
    house.coordinator.post(page(house.alone, "wijzigen/"), edited(house.alone, note_shared="Van de coordinator"))
    for damaged in ("", "{", "[]", '"x"'):
        answer = house.adviser.post(page(house.alone, "wijzigen/"), edited(house.alone, note_shared="Van mij", base=damaged))
        assert answer.status_code == 409
        assert "checked" not in answer.content.decode()


# The rest of a session's life


def test_a_planned_session_is_held_and_told(house: House, programme: Programme) -> None:
    with programme_context(programme.pk):
        guiding = house.alone.adviser_links.get().user_id
    house.adviser.post(LOG, sent(plan="1", date=timezone.localdate().isoformat(), title="Gepland", advisers=[guiding]))
    with programme_context(programme.pk):
        planned = Session.objects.get(title="Gepland")
    assert "1 geplande sessie van jou wacht" in house.adviser.get("/eigen/sessies/").content.decode()
    assert "Gepland, nog in te vullen" in house.adviser.get(LOG).content.decode()
    answer = house.adviser.post(page(planned, "gehouden/"))
    assert answer["Location"] == page(planned, "wijzigen/")
    with programme_context(programme.pk):
        planned.refresh_from_db()
    assert planned.state == "held"


def test_a_session_is_cancelled_with_a_reason(house: House, programme: Programme) -> None:
    url = page(house.alone, "annuleren/")
    assert "Schrijf een reden" in house.adviser.post(url, {"reason": "", "version": "1"}).content.decode()
    assert house.adviser.post(url, {"reason": "Staking", "version": "1"}).status_code == 302
    text = house.driver.get(page(house.alone)).content.decode()
    assert "Geannuleerd: Staking" in text
    assert house.colleague.get(page(house.together, "annuleren/")).status_code == 403
    stale = house.adviser.post(page(house.together, "annuleren/"), {"reason": "Staking", "version": "7"})
    assert "Een collega bewaarde deze sessie intussen ook" in stale.content.decode()


def test_each_keeps_a_private_note_and_two_windows_lose_none(house: House, programme: Programme) -> None:
    url = page(house.alone, "nota/")
    assert house.colleague.post(url, {"text": "Van de collega", "before": ""}).status_code == 302
    late = house.colleague.post(url, {"text": "Uit een ander venster", "before": ""})
    assert late.status_code == 409
    for text in ("Van de collega", "Uit een ander venster"):
        assert text in late.content.decode()
    assert house.colleague.post(url, {"text": "Samengevoegd", "before": "Van de collega"}).status_code == 302
    with programme_context(programme.pk):
        assert set(SessionPrivateNote.objects.filter(session=house.alone).values_list("text", flat=True)) == {PRIVATE, "Samengevoegd"}
    assert house.driver.get(url).status_code == 403


def test_next_steps_are_ticked_by_their_own_side(house: House, programme: Programme) -> None:
    steps = {"steps-0-text": "Voor de school", "steps-0-due_on": "2026-03-12"}
    house.adviser.post(LOG, sent(**steps))
    with programme_context(programme.pk):
        step = Session.objects.get(note_shared="Wat we deden").follow_ups.get()
    url = f"/eigen/afspraken/{step.pk}/"
    text = house.driver.get("/eigen/afspraken/").content.decode()
    assert "1 afspraak is over tijd" in text
    assert f'action="{url}"' in text
    refused = house.adviser.post(url, {"done": "1"})
    assert refused.status_code == 403
    assert "het vliegwiel vinkt ze af" in refused.content.decode()
    assert f'action="{url}"' not in house.adviser.get("/eigen/afspraken/").content.decode()
    assert house.neighbour.post(url, {"done": "1"}).status_code == 404
    assert house.driver.post(url, {"done": "1", "next": "/eigen/scholen/a/"})["Location"] == "/eigen/scholen/a/"
    assert "Geen enkele afspraak is over tijd" in house.driver.get("/eigen/afspraken/").content.decode()


@pytest.mark.parametrize("address", ["https://elders.example/", "//elders.example/", "/ander/scholen/", "javascript:alert(1)"])
def test_a_tick_leads_nowhere_else(house: House, programme: Programme, address: str) -> None:
    house.adviser.post(LOG, sent(**{"steps-0-text": "Stap", "steps-0-owner": "adviseur"}))
    with programme_context(programme.pk):
        step = Session.objects.get(note_shared="Wat we deden").follow_ups.get()
    assert house.adviser.post(f"/eigen/afspraken/{step.pk}/", {"done": "1", "next": address})["Location"] == "/eigen/afspraken/"
