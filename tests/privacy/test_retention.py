"""Cleaning up by the terms of the settings: what passed its term goes, what did not stays, and both are noted."""

from __future__ import annotations

import datetime
import io

import pytest
from celery import current_app
from django.apps import apps
from django.contrib.sessions.models import Session as SignedIn
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from pytest_django import Settings

from schools.models import Invitation
from sprints.models import Advice
from tests.factories import mirror
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.tracking import history_of
from warmescholen.jobs.models import Job
from warmescholen.privacy import retention, tasks
from warmescholen.privacy.models import RetentionRun
from warmescholen.privacy.retention import REMOVED
from warmescholen.privacy.terms import TERMS, Hand
from warmescholen.tenancy.context import programme_context

DAYS = {"access_log": 400, "history": 3_650, "invitations": 90, "jobs": 180, "advice_contact": 180, "signed_in": 0}


@pytest.fixture(autouse=True)
def terms(settings: Settings) -> None:
    settings.RETENTION_DAYS = DAYS


def ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def age(side: mirror.Side, days: int) -> None:
    """Let the rows of both parts have ended this many days ago. Needs the programme's context."""
    Invitation.objects.update(used_at=None, used_by=None, expires_at=ago(days))
    Job.objects.update(state=Job.State.DONE, finished_at=ago(days))
    for advice in Advice.objects.select_related("forum"):
        type(advice.forum).objects.filter(pk=advice.forum_id).update(date=ago(days).date())


def left() -> dict[str, int]:
    return {"invitations": Invitation.objects.count(), "jobs": Job.objects.count(), "advice_contact": Advice.objects.exclude(email="").count()}


@pytest.mark.parametrize(
    ("days", "stay"),
    [
        (89, {"invitations": 2, "jobs": 2, "advice_contact": 2}),
        (91, {"invitations": 0, "jobs": 2, "advice_contact": 2}),
        (182, {"invitations": 0, "jobs": 0, "advice_contact": 0}),
    ],
)
def test_what_passed_its_term_goes_and_the_rest_stays(db: None, days: int, stay: dict[str, int]) -> None:
    side, other = mirror.build("een", "woordeen"), mirror.build("twee", "woordtwee")
    with programme_context(side.programme.pk):
        age(side, days)
    retention.clean_programme(side.programme)
    with programme_context(side.programme.pk):
        assert left() == stay
        assert {run.term: run.removed for run in RetentionRun.objects.filter(term__in=stay)} == {key: 2 for key, rest in stay.items() if not rest}
        assert Advice.objects.count() == 2
    with programme_context(other.programme.pk):
        assert left() == {"invitations": 2, "jobs": 2, "advice_contact": 2}


def test_a_used_invitation_and_a_waiting_job_stay(db: None) -> None:
    side = mirror.build("een", "woordeen")
    with programme_context(side.programme.pk):
        age(side, 900)
        Invitation.objects.update(used_at=ago(900), used_by=side.users["author"])
        Job.objects.update(state=Job.State.QUEUED)
    retention.clean_programme(side.programme)
    with programme_context(side.programme.pk):
        assert (Invitation.objects.count(), Job.objects.count()) == (2, 2)


def test_ended_sessions_go_by_the_nightly_task(db: None) -> None:
    SignedIn.objects.create(session_key="oud", session_data="", expire_date=ago(1))
    SignedIn.objects.create(session_key="nieuw", session_data="", expire_date=ago(-1))
    side = mirror.build("een", "woordeen")
    seen = apps.get_model("usersessions", "UserSession")
    for key in ("oud", "nieuw"):
        seen.objects.create(user=side.users["author"], session_key=key, ip="192.0.2.1", user_agent="x", last_seen_at=ago(0))
    with programme_context(side.programme.pk):
        age(side, 182)
    tasks.clean_up()
    assert list(SignedIn.objects.values_list("session_key", flat=True)) == ["nieuw"]
    assert list(seen.objects.values_list("session_key", flat=True)) == ["nieuw"]
    with programme_context(side.programme.pk):
        assert Job.objects.count() == 0


def test_beat_rings_it_every_night() -> None:
    current_app.loader.import_default_modules()
    from warmescholen.celery import app

    app.finalize()
    assert app.conf.beat_schedule["cleaning up"]["task"] == tasks.clean_up.name


def test_each_term_of_the_settings_is_cleaned_by_somebody() -> None:
    nightly = {*REMOVED, "advice_contact", "signed_in"}
    assert {key for key, term in TERMS.items() if term.hand is Hand.NIGHTLY} == nightly
    assert {key for key, term in TERMS.items() if term.hand is Hand.OPERATOR} == {"access_log", "history"}
    assert set(DAYS) == nightly | {"access_log", "history"}


@pytest.fixture(scope="module")
def kept(committed: None) -> mirror.Side:
    with transaction.atomic():
        side = mirror.build("een", "woordeen")
        with programme_context(side.programme.pk):
            for number in (1, 2):
                AccessEntry.objects.create(programme=side.programme, who=f"user:{number}", action=AccessEntry.Action.READ)
    return side


def test_the_operators_command_cleans_log_and_history(kept: mirror.Side) -> None:
    with connections["migrator"].cursor() as cursor, transaction.atomic(using="migrator"):
        cursor.execute("SELECT set_config('app.programme', %s, true)", [str(kept.programme.pk)])
        cursor.execute("UPDATE audit_accessentry SET created_at = now() - interval '401 days' WHERE who = 'user:1'")
        cursor.execute("UPDATE schools_schoolevent SET pgh_created_at = now() - interval '3651 days' WHERE id = %s", [kept.held["schools.school"].pk])
    with transaction.atomic(), programme_context(kept.programme.pk):
        age(kept, 182)
        before = history_of(Invitation).objects.count()
    assert before > 0
    retention.clean_programme(kept.programme)
    out = io.StringIO()
    call_command("retention", stdout=out)
    assert "'access_log': 1" in out.getvalue()
    with programme_context(kept.programme.pk):
        assert not AccessEntry.objects.filter(who="user:1").exists()
        assert AccessEntry.objects.filter(who="user:2").exists()
        assert history_of(Invitation).objects.count() == 0
        assert history_of(Job).objects.count() == 0
        schools = set(history_of(type(kept.held["schools.school"])).objects.values_list("id", flat=True))
        assert schools == {kept.hidden["schools.school"].pk}
        assert {run.term for run in RetentionRun.objects.all()} >= {"access_log", "history"}


def test_the_role_that_serves_may_not_do_that(kept: mirror.Side) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), programme_context(kept.programme.pk):
        AccessEntry.objects.all().delete()
