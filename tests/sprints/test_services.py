"""What the flywheel may do with its sprint, and what nobody may."""

from __future__ import annotations

import datetime
import json
import uuid

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from sprints import services
from sprints.enums import AdviceKind, AdviceState, InitiativeState, SprintState, Verdict
from sprints.models import Advice, Answer, GuestLink, Initiative, Sprint, SprintComment
from sprints.services import AdviceUnanswered, ChangedMeanwhile, LinkClosed, SprintClosed, SprintRefused
from sprints.tasks import mail_answer
from tests.factories.flywheel import Place, add_initiative, guest_advice, make_advice, make_link, make_place, make_sprint
from tests.factories.guidance import access, make_user
from warmescholen.accounts.access import Access, Forbidden, platform_access
from warmescholen.accounts.roles import Role
from warmescholen.jobs.models import Job
from warmescholen.jobs.running import RunningJob
from warmescholen.tenancy.models import Programme

DAY = datetime.timedelta(days=1)


@pytest.fixture
def place(inside: Programme) -> Place:
    return make_place(inside)


def hold(place: Place) -> None:
    services.hold_forum(forum=place.sprint.forum, held_at=timezone.now(), report="We doen het", by=place.flywheel)


def others(place: Place) -> list[Access]:
    """Everybody who reads the sprint and may change nothing in it, and the flywheel of another school."""
    programme = place.programme
    return [
        access(place.adviser, programme),
        access(make_user(programme, "Coordinator", Role.COORDINATOR, place.network), programme),
        access(make_user(programme, "Beheer", Role.MANAGER), programme),
        access(make_user(programme, "Buren", Role.FLYWHEEL, place.other_school), programme),
        platform_access(programme.pk),
    ]


def test_only_the_flywheel_of_the_school_changes_anything(place: Place) -> None:
    initiative = place.sprint.initiatives.get()
    advice = make_advice(place)
    link, _token = make_link(place)
    waiting = guest_advice(link)
    forum = place.sprint.forum
    for by in others(place):
        for attempt in (
            lambda by=by: services.change_sprint(sprint=place.sprint, title="x", goal="x", done_when="x", blocks_left="", by=by),
            lambda by=by: add_initiative(place.sprint, by),
            lambda by=by: services.move_initiative(initiative=initiative, state="done", by=by),
            lambda by=by: services.change_initiative(
                initiative=initiative, title="x", text="x", blocks=["cultuur"], indicators=[], owner="x", outcome="", by=by
            ),
            lambda by=by: services.change_forum(forum=forum, date=forum.date, place="", question="x", by=by),
            lambda by=by: services.ask_advice(forum=forum, touched=["x"], experts=["y"], by=by),
            lambda by=by: services.hold_forum(forum=forum, held_at=timezone.now(), report="x", by=by),
            lambda by=by: services.note_advice(forum=forum, who="x", kind=AdviceKind.AGREE, text="x", by=by),
            lambda by=by: services.answer_advice(advice=advice, verdict=Verdict.TAKEN, because="x", by=by),
            lambda by=by: services.show_advice(advice=waiting, by=by),
            lambda by=by: services.set_aside_advice(advice=waiting, because="x", by=by),
            lambda by=by: services.make_guest_link(forum=forum, label="x", expires_at=timezone.now() + DAY, by=by),
            lambda by=by: services.revoke_guest_link(link=link, by=by),
            lambda by=by: services.token_of(link, by=by),
            lambda by=by: services.close_sprint(sprint=place.sprint, by=by),
        ):
            with pytest.raises(Forbidden, match="Alleen het vliegwiel kan deze sprint wijzigen"):
                attempt()
    place.sprint.refresh_from_db()
    assert (place.sprint.title, place.sprint.state) == ("Twee nesten", SprintState.RUNNING)
    assert not Answer.objects.exists()


def test_a_sprint_closes_only_after_its_forum_and_with_every_advice_answered(place: Place) -> None:
    advice = make_advice(place)
    link, _token = make_link(place)
    guest = guest_advice(link)
    with pytest.raises(AdviceUnanswered, match=r"nog niet gehouden.*wacht op nazicht.*nog geen antwoord"):
        services.close_sprint(sprint=place.sprint, by=place.flywheel)
    hold(place)
    services.answer_advice(advice=advice, verdict=Verdict.TAKEN, because="Goed idee", by=place.flywheel)
    with pytest.raises(AdviceUnanswered, match="^Eén advies van een gast wacht op nazicht.$"):
        services.close_sprint(sprint=place.sprint, by=place.flywheel)
    services.show_advice(advice=guest, by=place.flywheel)
    with pytest.raises(AdviceUnanswered, match="^Eén advies heeft nog geen antwoord.$"):
        services.close_sprint(sprint=place.sprint, by=place.flywheel)
    services.answer_advice(advice=guest, verdict=Verdict.NOT_TAKEN, because="Geen plaats", by=place.flywheel)
    closed = services.close_sprint(sprint=place.sprint, by=place.flywheel)
    assert closed.state == SprintState.CLOSED
    assert {each["text"] for each in closed.frozen["advice"]} == {advice.text, guest.text}  # type: ignore[index,call-overload]


def test_an_objection_in_principle_blocks_nothing_once_it_has_its_reason(place: Place) -> None:
    advice = make_advice(place, "Een brug te ver", AdviceKind.PRINCIPLED)
    hold(place)
    with pytest.raises(SprintRefused, match="Zeg waarom"):
        services.answer_advice(advice=advice, verdict=Verdict.NOT_TAKEN, because="  ", by=place.flywheel)
    services.answer_advice(advice=advice, verdict=Verdict.NOT_TAKEN, because="We proberen het één sprint", by=place.flywheel)
    assert services.close_sprint(sprint=place.sprint, by=place.flywheel).state == SprintState.CLOSED


def test_a_closed_sprint_never_changes(place: Place) -> None:
    hold(place)
    link, _token = make_link(place)
    initiative = place.sprint.initiatives.get()
    services.close_sprint(sprint=place.sprint, by=place.flywheel)
    with pytest.raises(SprintClosed):
        services.change_sprint(sprint=place.sprint, title="x", goal="x", done_when="x", blocks_left="", by=place.flywheel)
    with pytest.raises(SprintClosed):
        services.move_initiative(initiative=initiative, state="done", by=place.flywheel)
    with pytest.raises(SprintClosed):
        guest_advice(link)
    with pytest.raises(SprintClosed):
        services.close_sprint(sprint=place.sprint, by=place.flywheel)


def test_each_open_initiative_is_carried_over_or_stops_and_history_stays(place: Place) -> None:
    kept = Initiative.objects.get(pk=add_initiative(place.sprint, place.flywheel, "Blijft", "busy"))
    done = Initiative.objects.get(pk=add_initiative(place.sprint, place.flywheel, "Af", "done"))
    hold(place)
    services.close_sprint(sprint=place.sprint, by=place.flywheel, carry_over=[kept])
    states = dict(place.sprint.initiatives.values_list("title", "state"))
    assert states == {"Blijft": "carried", "Af": "done", "Lokalenplan": "stopped"}
    before = json.dumps(place.sprint.frozen, sort_keys=True)
    Sprint.objects.filter(pk=place.sprint.pk).update(ends_on=timezone.localdate())  # the next one may begin tomorrow
    left = Initiative.objects.left_over()
    assert list(left) == [kept]
    following = services.start_sprint(
        school=place.school,
        title="Volgende",
        goal="g",
        done_when="d",
        starts_on=timezone.localdate() + DAY,
        forum_on=timezone.localdate() + 30 * DAY,
        question="q",
        by=place.flywheel,
        left_over=left,
    )
    copied = following.initiatives.get()
    assert (copied.title, copied.state, copied.carried_from_id) == ("Blijft", InitiativeState.PLANNED, kept.pk)
    assert not Initiative.objects.left_over().exists()
    place.sprint.refresh_from_db()
    assert json.dumps(place.sprint.frozen, sort_keys=True) == before
    with pytest.raises(SprintRefused, match="Alleen wat een vorige sprint"):
        services.initiatives.take_over(initiative=done, sprint=following)


def test_sprints_of_a_school_do_not_overlap_and_the_forum_lies_inside(place: Place) -> None:
    with pytest.raises(SprintRefused, match="Sprint 1 loopt tot"):
        make_sprint(place.school, place.flywheel, weeks_ago=0)
    forum = place.sprint.forum
    with pytest.raises(SprintRefused, match="Het forum valt binnen de sprint"):
        services.change_forum(forum=forum, date=place.sprint.ends_on + DAY, place="", question="x", by=place.flywheel)


def test_a_colleagues_edit_is_not_overwritten(place: Place) -> None:
    seen = place.sprint.updated_at
    services.change_sprint(sprint=place.sprint, title="Van een collega", goal="g", done_when="d", blocks_left="", by=place.flywheel, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        services.change_sprint(sprint=place.sprint, title="Van mij", goal="g", done_when="d", blocks_left="", by=place.flywheel, seen=seen)
    place.sprint.refresh_from_db()
    assert place.sprint.title == "Van een collega"


def test_two_members_who_answer_at_once_do_not_undo_each_other(place: Place) -> None:
    advice = make_advice(place)
    first = services.answer_advice(advice=advice, verdict=Verdict.TAKEN, because="Ja", by=place.flywheel)
    with pytest.raises(ChangedMeanwhile, match="Een collega antwoordde intussen: overgenomen"):
        services.answer_advice(advice=advice, verdict=Verdict.NOT_TAKEN, because="Nee", by=place.flywheel)
    services.answer_advice(advice=advice, verdict=Verdict.PARTLY, because="Een beetje", by=place.flywheel, seen=first.updated_at)
    assert Answer.objects.get().because == "Een beetje"


def test_whom_a_forum_asks_can_be_changed_but_both_kinds_stay(place: Place) -> None:
    forum = place.sprint.forum
    services.ask_advice(forum=forum, touched=["leerlingen", "ouders"], experts=["zorgteam"], by=place.flywheel)
    assert set(forum.groups.values_list("name", flat=True)) == {"leerlingen", "ouders", "zorgteam"}
    with pytest.raises(SprintRefused, match="beiden geven advies"):
        services.ask_advice(forum=forum, touched=["ouders"], experts=[], by=place.flywheel)


def test_a_guests_advice_waits_and_the_same_form_counts_once(place: Place) -> None:
    link, _token = make_link(place)
    form = uuid.uuid4()
    told = {"link": link, "kind": AdviceKind.CONCERN, "who": "buur", "text": "Het geluid", "email": "", "form": form}
    first, again = services.receive_advice(**told), services.receive_advice(**told)  # type: ignore[arg-type]
    assert first.pk == again.pk
    assert first.state == AdviceState.WAITING
    with pytest.raises(SprintRefused, match="Kijk dit advies eerst na"):
        services.answer_advice(advice=first, verdict=Verdict.TAKEN, because="Ja", by=place.flywheel)


def test_what_is_set_aside_keeps_its_reason_and_what_was_shown_cannot_be(place: Place) -> None:
    link, _token = make_link(place)
    advice = guest_advice(link)
    with pytest.raises(SprintRefused, match="Zeg waarom"):
        services.set_aside_advice(advice=advice, because=" ", by=place.flywheel)
    services.set_aside_advice(advice=advice, because="Noemt een leerling", by=place.flywheel)
    assert Advice.objects.get(pk=advice.pk).set_aside_because == "Noemt een leerling"
    services.show_advice(advice=advice, by=place.flywheel)
    with pytest.raises(SprintRefused, match="al getoond"):
        services.set_aside_advice(advice=advice, because="Te moeilijk", by=place.flywheel)
    with pytest.raises(IntegrityError), transaction.atomic():
        Advice.objects.filter(pk=advice.pk).update(state=AdviceState.SET_ASIDE, set_aside_because="")


@pytest.mark.parametrize("changed", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - DAY}], ids=["revoked", "expired"])
def test_a_link_that_is_over_takes_nothing_in(place: Place, changed: dict[str, object]) -> None:
    link, _token = make_link(place, **changed)
    with pytest.raises(LinkClosed):
        guest_advice(link)
    assert not Advice.objects.exists()


def test_the_database_holds_no_token_and_the_flywheel_can_show_it_again(place: Place) -> None:
    link, token = make_link(place)
    stored = " ".join(str(value) for value in GuestLink.objects.filter(pk=link.pk).values().get().values())
    assert token not in stored
    assert token.removeprefix("ws_forum_") not in stored
    assert services.token_of(link, by=place.flywheel) == token
    GuestLink.objects.filter(pk=link.pk).update(seed="")
    link.refresh_from_db()
    assert services.token_of(link, by=place.flywheel) is None


def test_a_link_ends_within_months(place: Place) -> None:
    for until in (timezone.now() - DAY, timezone.now() + 200 * DAY):
        with pytest.raises(SprintRefused, match="hoogstens 120 dagen"):
            services.make_guest_link(forum=place.sprint.forum, label="x", expires_at=until, by=place.flywheel)


def test_advisers_see_shown_advice_only_and_no_links(place: Place) -> None:
    shown = make_advice(place)
    link, _token = make_link(place)
    waiting = guest_advice(link)
    reader = access(place.adviser, place.programme)
    assert set(Advice.objects.visible_to(reader)) == {shown}
    assert set(Advice.objects.visible_to(place.flywheel)) == {shown, waiting}
    assert not GuestLink.objects.visible_to(reader).exists()
    observer = access(make_user(place.programme, "Waarnemer", Role.OBSERVER), place.programme)
    assert not Sprint.objects.visible_to(observer).exists()
    assert not Advice.objects.visible_to(observer).exists()


def test_a_comment_changes_nothing_in_the_sprint(place: Place) -> None:
    before = place.sprint.updated_at
    services.comment_sprint(sprint=place.sprint, text="Mooi", by=access(place.adviser, place.programme))
    place.sprint.refresh_from_db()
    assert place.sprint.updated_at == before
    assert SprintComment.objects.get().author == place.adviser
    outsider = access(make_user(place.programme, "Buren", Role.FLYWHEEL, place.other_school), place.programme)
    with pytest.raises(Forbidden):
        services.comment_sprint(sprint=place.sprint, text="x", by=outsider)


def test_who_left_an_address_gets_the_final_answer_and_the_address_goes(place: Place) -> None:
    link, _token = make_link(place)
    answered, aside = guest_advice(link, email="ouder@voorbeeld.example"), guest_advice(link, "x", email="ander@voorbeeld.example")
    services.show_advice(advice=answered, by=place.flywheel)
    services.answer_advice(advice=answered, verdict=Verdict.PARTLY, because="De stalling komt in mei", by=place.flywheel)
    services.set_aside_advice(advice=aside, because="Noemt een leerling", by=place.flywheel)
    hold(place)
    services.close_sprint(sprint=place.sprint, by=place.flywheel)
    job = Job.objects.get(kind=services.ANSWER_MAIL_JOB)
    finish = mail_answer(RunningJob(place.programme.pk, job.pk, 1, job.kind, job.payload))
    assert finish() == {"sent": True}
    assert [message.to for message in mail.outbox] == [["ouder@voorbeeld.example"]]
    assert "De stalling komt in mei" in mail.outbox[0].body
    assert not Advice.objects.exclude(email="").exists()
