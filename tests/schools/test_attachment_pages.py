"""Files of a session on its page: added, fetched and removed through the doors."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from schools.models import Session, SessionAttachment
from tests.factories.guidance import access, make_network, make_session, make_user, school_of
from tests.factories.hostile_files import HOSTILE, PDF, SECRET, photo
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Role
from warmescholen.audit.models import AccessEntry
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme


@pytest.fixture
def session(programme: Programme) -> Session:
    with programme_context(programme.pk):
        network = make_network(programme, "een", "a", "b")
        adviser = make_user(programme, "Adviseur", Role.ADVISER, network)
        make_user(programme, "Collega", Role.ADVISER, network)
        for key in "ab":
            make_user(programme, f"Trekker {key}", Role.FLYWHEEL, school_of(programme, key))
        return make_session(access(adviser, programme), school_of(programme, "a"))


def of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(name=name))
    return client


def add(session: Session, content: bytes, *, name: str = "foto.jpg", audience: str = "shared", who: str = "Adviseur") -> int:
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return of(who).post(f"/eigen/sessies/{session.uuid}/bijlagen/", {"file": file, "audience": audience}).status_code


def address(session: Session, programme: Programme) -> str:
    with programme_context(programme.pk):
        return f"/eigen/sessies/{session.uuid}/bijlagen/{SessionAttachment.objects.latest('pk').pk}/"


def test_a_photo_comes_back_stripped_and_only_to_save(session: Session, programme: Programme) -> None:
    assert add(session, photo()) == 302
    answer = of("Trekker a").get(address(session, programme))
    assert answer.status_code == 200
    assert SECRET not in answer.content
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == 'attachment; filename="foto.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_who_took_a_file_along_is_noted(session: Session, programme: Programme) -> None:
    add(session, PDF, name="verslag.pdf")
    of("Collega").get(address(session, programme))
    with programme_context(programme.pk):
        entry = AccessEntry.objects.get(action=AccessEntry.Action.DOWNLOAD)
    assert (entry.who_label, entry.object_label) == ("Collega", "verslag.pdf")


def test_a_file_for_the_team_does_not_exist_for_the_school(session: Session, programme: Programme) -> None:
    add(session, PDF, name="intern.pdf", audience="team")
    url = address(session, programme)
    assert of("Collega").get(url).status_code == 200
    unseen, absent = of("Trekker a").get(url), of("Trekker a").get(f"/eigen/sessies/{session.uuid}/bijlagen/999999/")
    assert unseen.status_code == absent.status_code == 404
    assert unseen.content == absent.content
    assert "intern.pdf" not in of("Trekker a").get(f"/eigen/sessies/{session.uuid}/").content.decode()


def test_another_school_gets_nothing(session: Session, programme: Programme) -> None:
    add(session, PDF)
    assert of("Trekker b").get(address(session, programme)).status_code == 404


@pytest.mark.parametrize("name", ["page", "drawing", "program", "zip", "macros"])
def test_what_is_no_such_file_is_refused_beside_the_field(session: Session, programme: Programme, name: str) -> None:
    file = SimpleUploadedFile("foto.jpg", HOSTILE[name], content_type="image/jpeg")
    text = of("Adviseur").post(f"/eigen/sessies/{session.uuid}/bijlagen/", {"file": file, "audience": "shared"}).content.decode()
    assert 'id="id_file_error"' in text
    with programme_context(programme.pk):
        assert not SessionAttachment.objects.exists()


def test_only_who_edits_the_session_adds_and_removes(session: Session, programme: Programme) -> None:
    add(session, PDF)
    url = address(session, programme)
    assert add(session, PDF, who="Collega") == 403
    assert of("Collega").post(f"{url}verwijderen/").status_code == 403
    assert of("Trekker a").post(f"{url}verwijderen/").status_code == 403
    assert of("Adviseur").post(f"{url}verwijderen/").status_code == 302
    assert of("Adviseur").get(url).status_code == 404
