"""The access log: who saw or took what, written beside a reading transaction, never changed after."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from indicators.models import Round, Scale
from reports.models import Rendition, Report
from schools.guards import Request, needs
from schools.models import Grant
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Permission, Role
from warmescholen.audit.actors import ActorKind, acting, become, command, current
from warmescholen.audit.middleware import RecordMiddleware, clean_path, short_address
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access, write_access
from warmescholen.files.services import store_file
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

EXPORT = AccessEntry.Action.EXPORT
TODAY = datetime.date(2026, 1, 1)


@pytest.fixture
def manager(programme: Programme) -> User:
    user = User.objects.create_user("beheer@voorbeeld.example", "een-lang-wachtwoord", name="Beheer")
    Membership.objects.create(user=user, programme=programme)
    with programme_context(programme.pk):
        Grant.objects.create(programme=programme, user=user, role=Role.MANAGER, starts_on=TODAY)
    return user


def entries(programme: Programme, *fields: str) -> list[tuple[object, ...]]:
    with programme_context(programme.pk):
        return list(AccessEntry.objects.order_by("pk").values_list(*fields))


def ask(view: object, user: User | AnonymousUser, path: str = "/eigen/iets/", *, method: str = "get") -> HttpResponseBase:
    """The view's answer as it comes through the middleware, its door inside."""
    request = getattr(RequestFactory(), method)(path, REMOTE_ADDR="192.0.2.77")
    request.user = user
    middleware = RecordMiddleware(lambda each: _called(middleware, view, each))
    return middleware(request)


def _called(middleware: RecordMiddleware, view: object, request: HttpRequest) -> HttpResponse:
    middleware.process_view(request, view, (), {"programme": "eigen"})
    return view(request, programme="eigen")  # type: ignore[operator]


@needs(Permission.READ_RECORD)
def export(request: Request) -> HttpResponse:
    note_access(request, programme_id=request.programme.pk, action=EXPORT, target=request.programme, rows=3)
    return HttpResponse("x")


@needs(Permission.READ_RECORD)
def stream(request: Request) -> StreamingHttpResponse:
    note_access(request, programme_id=request.programme.pk, action=EXPORT, label="begin")

    def lines() -> Iterator[str]:
        yield "een"
        note_access(request, programme_id=request.programme.pk, action=EXPORT, label="onderweg")
        yield "twee"

    return StreamingHttpResponse(lines())


@needs(Permission.READ_RECORD)
def breach(request: Request) -> HttpResponse:
    AccessEntry.objects.create(programme=request.programme, who="x", action=EXPORT)
    return HttpResponse("x")


def test_a_reading_page_can_note_and_still_write_nothing_else(manager: User, programme: Programme) -> None:
    assert ask(export, manager).status_code == 200
    fields = ("who", "who_label", "action", "object_kind", "object_id", "object_label", "rows", "path", "ip")
    assert entries(programme, *fields) == [
        (f"user:{manager.pk}", "Beheer", "export", "tenancy.programme", str(programme.pk), "Eigen programma", 3, "/eigen/iets/", "192.0.2.0/24")
    ]
    with pytest.raises(DatabaseError, match="read-only"):
        ask(breach, manager)


def test_the_note_names_the_request_that_the_answer_names(manager: User, programme: Programme) -> None:
    answer = ask(export, manager)
    assert entries(programme, "request") == [(answer["X-Request-ID"],)]


def test_a_stream_is_noted_before_its_first_byte_and_what_it_notes_later_too(manager: User, programme: Programme) -> None:
    answer = ask(stream, manager)
    assert isinstance(answer, StreamingHttpResponse)
    assert entries(programme, "object_label") == [("begin",)]
    assert b"".join(answer) == b"eentwee"
    assert entries(programme, "object_label") == [("begin",), ("onderweg",)]


def test_who_is_refused_leaves_no_note_of_an_export(programme: Programme) -> None:
    user = User.objects.create_user("waarnemer@voorbeeld.example")
    Membership.objects.create(user=user, programme=programme)
    with programme_context(programme.pk):
        Grant.objects.create(programme=programme, user=user, role=Role.OBSERVER, starts_on=TODAY)
    assert ask(export, user).status_code == 403
    assert entries(programme, "action") == []


def test_when_the_log_cannot_be_written_nothing_is_handed_out(manager: User, programme: Programme) -> None:
    manager.name = "\x00"  # PostgreSQL takes no such text
    with pytest.raises(ValueError, match="NUL"):
        ask(export, manager)


def test_without_notes_the_log_is_left_alone(manager: User, programme: Programme) -> None:
    with CaptureQueriesContext(connection) as queries:
        ask(lambda request, programme: HttpResponse("x"), manager)
    assert [query["sql"] for query in queries if "set_config" not in query["sql"]] == []


def test_a_report_that_is_downloaded_is_noted(manager: User, programme: Programme) -> None:
    with programme_context(programme.pk):
        scale = Scale.objects.create(programme=programme)
        round_ = Round.objects.create(programme=programme, number=1, name="een", opens_on=TODAY, closes_on=TODAY, scale=scale)
        report = Report.objects.create(programme=programme, round=round_)
        file = store_file(programme_id=programme.pk, folder="r", name="gent-1.pdf", content_type="application/pdf", content=b"%PDF")
        rendition = Rendition.objects.create(programme=programme, report=report, content_hash="h", file=file)
    client = Client()
    client.force_login(manager)
    path = f"/eigen/rapportages/bestand/{rendition.pk}/"
    assert client.get(path).content == b"%PDF"
    assert client.get("/eigen/rapportages/bestand/0/").status_code == 404
    noted = [entry for entry in entries(programme, "action", "object_kind", "object_id", "object_label", "path") if entry[0] == "download"]
    assert noted == [("download", "reports.rendition", str(rendition.pk), "gent-1.pdf", path)]


def test_signing_in_is_noted_in_each_programme_of_the_person_and_no_other(manager: User, programme: Programme, other_programme: Programme) -> None:
    third = Programme.objects.create(slug="derde", name="Derde")
    Membership.objects.create(user=manager, programme=third)
    EmailAddress.objects.create(user=manager, email=manager.email, verified=True, primary=True)
    Client().post("/accounts/login/", {"login": manager.email, "password": "een-lang-wachtwoord"})
    for each in (programme, third):
        assert entries(each, "action", "who", "path") == [("sign_in", f"user:{manager.pk}", "/accounts/login/")]
    assert entries(other_programme, "action") == []


def test_a_changed_row_names_the_person_and_the_request(manager: User, programme: Programme) -> None:
    from networks.models import City
    from warmescholen.audit.tracking import history_of

    @needs(Permission.READ_RECORD)
    def change(request: Request) -> HttpResponse:
        City.objects.create(programme=request.programme, key="gent", name="Gent")
        return HttpResponse("x")

    answer = ask(change, manager, method="post")
    with programme_context(programme.pk):
        event = history_of(City).objects.get()
    assert event.pgh_who == f"user:{manager.pk}"
    assert event.pgh_context["request"] == answer["X-Request-ID"]
    assert current().kind == ActorKind.DATABASE


def test_a_key_that_was_let_in_is_the_actor_from_then_on(manager: User, programme: Programme) -> None:
    def keyed(request: HttpRequest, programme: str) -> HttpResponse:
        become(kind=ActorKind.KEY, id="9", label="sleutel van de koepel")
        note_access(request, programme_id=Programme.objects.get(slug=programme).pk, action=AccessEntry.Action.KEY_USE)
        return HttpResponse("x")

    ask(keyed, AnonymousUser())
    assert entries(programme, "who", "who_label") == [("key:9", "sleutel van de koepel")]


def test_a_command_writes_at_once(programme: Programme) -> None:
    with acting(command("report")):
        write_access(programme_id=programme.pk, action=EXPORT, label="alles")
    assert entries(programme, "who", "object_label") == [("command:report", "alles")]


@pytest.mark.parametrize(
    ("path", "arguments", "clean"),
    [
        ("/eigen/netwerken/gent-1/", {"key": "gent-1"}, "/eigen/netwerken/gent-1/"),
        ("/gast/kort/", {"token": "kort"}, "/gast/[weggelaten]/"),
        ("/uitnodiging/ws_uitnodiging_abcDEF-123456/", None, "/uitnodiging/ws_uitnodiging_[weggelaten]/"),
        ("/accounts/password/reset/key/3-abc-def/", None, "/accounts/password/reset/key/[weggelaten]/"),
    ],
)
def test_a_path_is_kept_without_its_secrets(path: str, arguments: dict[str, str] | None, clean: str) -> None:
    assert clean_path(path, arguments) == clean


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "kept"),
    [
        (0, "203.0.113.9", "192.0.2.77", "192.0.2.0/24"),
        (1, "6.6.6.6, 203.0.113.9", "10.0.0.1", "203.0.113.0/24"),
        (2, "203.0.113.9, 198.51.100.4", "10.0.0.1", "203.0.113.0/24"),
        (1, "", "10.0.0.1", "10.0.0.0/24"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        (1, "geen adres", "", ""),
    ],
)
def test_an_address_is_cut_before_it_is_kept(settings: object, proxies: int, forwarded: str, remote: str, kept: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies  # type: ignore[attr-defined]
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert short_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)) == kept
