"""Guidance sessions: who may write them, what is refused, and that no colleague's edit is lost."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import pytest
from django.utils import timezone

from networks.models import Network
from schools import services
from schools.enums import FollowUpOwner, SessionKind, SessionState
from schools.models import Attendance, FollowUp, School, Session, SessionPrivateNote, Topic
from schools.services import NewSession, NoteChanged, SessionChanged, SessionRefused, Step
from tests.factories.guidance import DAY, access, make_network, make_session, make_user, school_of
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.tenancy.models import Programme


@dataclass
class Ground:
    """Two networks; the adviser and a colleague guide the first, the coordinator manages it."""

    network: Network
    other: Network
    school: School
    neighbour: School
    stranger: School
    adviser: Access
    colleague: Access
    coordinator: Access
    flywheel: Access


@pytest.fixture
def ground(inside: Programme) -> Ground:
    network, other = make_network(inside, "een", "a", "b"), make_network(inside, "twee", "c")
    school, neighbour, stranger = (school_of(inside, key) for key in "abc")
    return Ground(
        network,
        other,
        school,
        neighbour,
        stranger,
        access(make_user(inside, "Adviseur", Role.ADVISER, network), inside),
        access(make_user(inside, "Collega", Role.ADVISER, network), inside),
        access(make_user(inside, "Coordinator", Role.COORDINATOR, network), inside),
        access(make_user(inside, "Trekker", Role.FLYWHEEL, school), inside),
    )


def told(ground: Ground, **changes: object) -> NewSession:
    new = NewSession(kind=SessionKind.INDIVIDUAL, date=DAY, minutes=60, schools=(ground.school,), school=ground.school)
    return replace(new, adviser_ids=(ground.adviser.user_id or 0,), **changes)  # type: ignore[arg-type]


def test_a_logged_session_knows_who_logged_it(ground: Ground) -> None:
    session = services.log_session(new=told(ground, is_online=True), by=ground.adviser)
    assert session.logged_by_id == ground.adviser.user_id
    assert session.version == 1
    assert session.is_online


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"schools": ()}, "schools"),
        ({"kind": SessionKind.COLLECTIVE, "school": None}, "place_of"),
        ({"school": None}, "place_of"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 2881}, "minutes"),
        ({"date": datetime.date(2999, 1, 1)}, "date"),
        ({"state": SessionState.CANCELLED}, "state"),
    ],
)
def test_what_contradicts_itself_is_refused_with_the_part_that_is_meant(ground: Ground, changes: dict[str, object], part: str) -> None:
    with pytest.raises(SessionRefused) as refused:
        services.log_session(new=told(ground, **changes), by=ground.adviser)
    assert refused.value.part == part
    assert not Session.objects.exists()


def test_a_session_to_come_can_be_planned(ground: Ground) -> None:
    session = services.log_session(new=told(ground, date=datetime.date(2999, 1, 1), state=SessionState.PLANNED), by=ground.adviser)
    assert session not in Session.objects.held()


def test_an_adviser_logs_for_the_own_network_only(ground: Ground) -> None:
    with pytest.raises(Forbidden, match="sessies loggen"):
        make_session(ground.adviser, ground.stranger)
    with pytest.raises(Forbidden, match="sessies loggen"):
        make_session(ground.adviser, ground.stranger, network=ground.other)
    with pytest.raises(Forbidden, match="sessies loggen"):
        make_session(ground.flywheel, ground.school)


def test_a_collective_session_takes_in_no_school_of_another_network(ground: Ground) -> None:
    with pytest.raises(Forbidden, match="sessies loggen"):
        make_session(ground.adviser, ground.school, ground.stranger, network=ground.network)


def test_nobody_from_outside_the_programme_is_named_as_adviser(ground: Ground, other_programme: Programme) -> None:
    outsider = User.objects.create_user("ander@voorbeeld.example", name="Geheime naam")
    with pytest.raises(SessionRefused, match="rol hebben in dit programma"):
        make_session(ground.adviser, ground.school, adviser_ids=(outsider.pk,))
    with pytest.raises(SessionRefused, match="rol hebben in dit programma"):
        make_session(ground.adviser, ground.school, adviser_ids=(ground.flywheel.user_id,))


def test_an_edit_tells_the_session_anew(ground: Ground, inside: Programme) -> None:
    topic = Topic.objects.create(programme=inside, name="Zorg")
    session = make_session(ground.adviser, ground.school, note_shared="oud", topics=(topic,))
    new = told(ground, schools=(ground.neighbour,), school=ground.neighbour, note_shared="nieuw", minutes=90)
    services.edit_session(session=session, new=new, version=1, by=ground.adviser)
    session.refresh_from_db()
    assert (session.note_shared, session.minutes, session.version, session.school) == ("nieuw", 90, 2, ground.neighbour)
    assert list(Attendance.objects.filter(session=session).values_list("school", flat=True)) == [ground.neighbour.pk]
    assert not session.topic_links.exists()


def test_an_edit_of_an_older_version_writes_nothing(ground: Ground) -> None:
    session = make_session(ground.adviser, ground.school, note_shared="eerst")
    services.edit_session(session=session, new=told(ground, note_shared="van de collega"), version=1, by=ground.coordinator)
    with pytest.raises(SessionChanged) as changed:
        services.edit_session(session=session, new=told(ground, note_shared="van mij"), version=1, by=ground.adviser)
    assert changed.value.current.note_shared == "van de collega"
    session.refresh_from_db()
    assert (session.note_shared, session.version) == ("van de collega", 2)


def test_who_neither_guided_nor_logged_nor_manages_is_told_why_not(ground: Ground) -> None:
    session = make_session(ground.adviser, ground.school)
    for who, why in ((ground.colleague, "Alleen wie deze sessie begeleidde"), (ground.flywheel, "Je rol laat dit hier niet toe")):
        with pytest.raises(Forbidden, match=why):
            services.edit_session(session=session, new=told(ground), version=1, by=who)
        with pytest.raises(Forbidden, match=why):
            services.cancel_session(session=session, reason="zomaar", version=1, by=who)
    session.refresh_from_db()
    assert session.version == 1


def test_the_logger_and_who_manages_the_network_may_edit(ground: Ground) -> None:
    session = make_session(ground.colleague, ground.school, adviser_ids=(ground.adviser.user_id,))
    for version, who in enumerate((ground.colleague, ground.adviser, ground.coordinator), start=1):
        services.edit_session(session=session, new=told(ground), version=version, by=who)


def test_an_edit_moves_a_session_only_to_where_one_may_log(ground: Ground) -> None:
    session = make_session(ground.adviser, ground.school)
    with pytest.raises(Forbidden):
        services.edit_session(session=session, new=told(ground, schools=(ground.stranger,), school=ground.stranger), version=1, by=ground.adviser)
    with pytest.raises(Forbidden):
        new = told(ground, schools=(ground.school, ground.stranger), school=ground.school)
        services.edit_session(session=session, new=new, version=1, by=ground.adviser)


def test_a_next_step_keeps_its_tick_when_the_session_is_told_again(ground: Ground) -> None:
    steps = (Step(FollowUpOwner.ADVISER, "Verslag sturen"), Step(FollowUpOwner.SCHOOL, "Uitnodigen", datetime.date(2026, 4, 1)))
    session = make_session(ground.adviser, ground.school, follow_ups=steps)
    done = session.follow_ups.get(owner=FollowUpOwner.ADVISER)
    services.tick_follow_up(follow_up=done, is_done=True, by=ground.adviser)
    again = (Step(FollowUpOwner.ADVISER, "Het verslag sturen", None, done.pk), Step(FollowUpOwner.SCHOOL, "Nieuw"))
    services.edit_session(session=session, new=told(ground, follow_ups=again), version=2, by=ground.adviser)
    done.refresh_from_db()
    assert (done.text, done.done_by_id) == ("Het verslag sturen", ground.adviser.user_id)
    assert set(session.follow_ups.values_list("text", flat=True)) == {"Het verslag sturen", "Nieuw"}


def test_a_next_step_is_known_again_by_its_words(ground: Ground) -> None:
    session = make_session(ground.adviser, ground.school, follow_ups=((FollowUpOwner.SCHOOL, "Uitnodigen"),))
    step = session.follow_ups.get()
    services.edit_session(session=session, new=told(ground, follow_ups=((FollowUpOwner.SCHOOL, "Uitnodigen"),)), version=1, by=ground.adviser)
    assert session.follow_ups.get() == step


def test_a_next_step_of_another_session_is_not_taken_over(ground: Ground) -> None:
    victim = make_session(ground.adviser, ground.neighbour, follow_ups=((FollowUpOwner.SCHOOL, "Van de buren"),)).follow_ups.get()
    session = make_session(ground.adviser, ground.school)
    steps = (Step(FollowUpOwner.SCHOOL, "Gekaapt", None, victim.pk),)
    services.edit_session(session=session, new=told(ground, follow_ups=steps), version=1, by=ground.adviser)
    victim.refresh_from_db()
    assert victim.text == "Van de buren"
    assert session.follow_ups.get().pk != victim.pk


def test_each_side_ticks_its_own_steps(ground: Ground) -> None:
    steps = ((FollowUpOwner.ADVISER, "Verslag"), (FollowUpOwner.SCHOOL, "Uitnodigen"))
    session = make_session(ground.adviser, ground.school, follow_ups=steps)
    ours, theirs = session.follow_ups.order_by("owner")
    services.tick_follow_up(follow_up=ours, is_done=True, by=ground.adviser)
    services.tick_follow_up(follow_up=theirs, is_done=True, by=ground.flywheel)
    with pytest.raises(Forbidden, match="van de school"):
        services.tick_follow_up(follow_up=theirs, is_done=False, by=ground.adviser)
    with pytest.raises(Forbidden, match="van de begeleiding"):
        services.tick_follow_up(follow_up=ours, is_done=False, by=ground.flywheel)
    assert FollowUp.objects.open().count() == 0
    services.tick_follow_up(follow_up=ours, is_done=False, by=ground.adviser)
    assert FollowUp.objects.open().get() == ours


def test_a_cancelled_session_keeps_its_reason_and_changes_no_more(ground: Ground) -> None:
    session = make_session(ground.adviser, ground.school)
    with pytest.raises(SessionRefused, match="waarom"):
        services.cancel_session(session=session, reason="  ", version=1, by=ground.adviser)
    services.cancel_session(session=session, reason="Ziekte", version=1, by=ground.adviser)
    session.refresh_from_db()
    assert (session.state, session.cancel_reason) == (SessionState.CANCELLED, "Ziekte")
    assert session not in Session.objects.held()
    with pytest.raises(SessionRefused, match="geannuleerd"):
        services.edit_session(session=session, new=told(ground), version=2, by=ground.adviser)


def test_a_planned_session_counts_once_it_is_held(ground: Ground) -> None:
    past, future = timezone.localdate(), timezone.localdate() + datetime.timedelta(days=1)
    session = make_session(ground.adviser, ground.school, state=SessionState.PLANNED, date=past)
    later = make_session(ground.adviser, ground.school, state=SessionState.PLANNED, date=future)
    services.hold_session(session=session, version=1, by=ground.adviser)
    assert list(Session.objects.held()) == [session]
    with pytest.raises(SessionRefused, match="komt nog"):
        services.hold_session(session=later, version=1, by=ground.adviser)
    with pytest.raises(SessionRefused, match="niet opnieuw gepland"):
        services.edit_session(session=session, new=told(ground, state=SessionState.PLANNED), version=2, by=ground.adviser)


def test_a_private_note_is_its_authors_alone(ground: Ground) -> None:
    session = make_session(ground.adviser, ground.school, note_private="van mij")
    services.edit_session(session=session, new=told(ground, note_private="van de coordinator"), version=1, by=ground.coordinator)
    assert SessionPrivateNote.objects.get(author_id=ground.adviser.user_id).text == "van mij"
    services.edit_session(session=session, new=told(ground), version=2, by=ground.coordinator)
    assert SessionPrivateNote.objects.get().author_id == ground.adviser.user_id


def test_two_windows_do_not_overwrite_the_own_note(ground: Ground) -> None:
    session = make_session(ground.adviser, ground.school)
    services.set_private_note(session=session, text="een", before="", by=ground.colleague)
    with pytest.raises(NoteChanged) as changed:
        services.set_private_note(session=session, text="twee", before="", by=ground.colleague)
    assert changed.value.text == "een"
    services.set_private_note(session=session, text="", before="een", by=ground.colleague)
    assert not SessionPrivateNote.objects.exists()
    with pytest.raises(Forbidden, match="begeleidingsteam"):
        services.set_private_note(session=session, text="van de school", before="", by=ground.flywheel)
