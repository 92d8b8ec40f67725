"""Files with a session: who adds them, who gets them, and where they lie."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from networks.models import Network
from schools import services
from schools.models import Session, SessionAttachment
from tests.factories.guidance import access, make_network, make_session, make_user, school_of
from tests.factories.hostile_files import PDF
from warmescholen.accounts.access import Access, Forbidden
from warmescholen.accounts.roles import Role
from warmescholen.files.models import StoredFile
from warmescholen.files.services import read_file
from warmescholen.files.uploads import FileRefused
from warmescholen.tenancy.models import Programme


@pytest.fixture
def network(inside: Programme) -> Network:
    return make_network(inside, "een", "a", "b")


@pytest.fixture
def adviser(inside: Programme, network: Network) -> Access:
    return access(make_user(inside, "Adviseur", Role.ADVISER, network), inside)


@pytest.fixture
def session(inside: Programme, adviser: Access) -> Session:
    return make_session(adviser, school_of(inside, "a"))


def test_a_file_lies_under_a_name_that_nobody_can_guess(session: Session, adviser: Access) -> None:
    added = services.add_attachment(session=session, name="verslag van de sessie.pdf", content=PDF, is_for_team=False, by=adviser)
    assert added.file.name == "verslag van de sessie.pdf"
    assert "verslag" not in added.file.path
    assert read_file(added.file) == PDF


def test_a_file_for_the_team_is_not_for_the_school(session: Session, adviser: Access, inside: Programme) -> None:
    for is_for_team in (False, True):
        services.add_attachment(session=session, name="x.pdf", content=PDF, is_for_team=is_for_team, by=adviser)
    school, neighbour = (access(make_user(inside, f"Trekker {key}", Role.FLYWHEEL, school_of(inside, key)), inside) for key in "ab")
    assert SessionAttachment.objects.visible_to(adviser).count() == 2
    assert [each.is_for_team for each in SessionAttachment.objects.visible_to(school)] == [False]
    assert not SessionAttachment.objects.visible_to(neighbour).exists()


def test_only_who_may_edit_the_session_adds_and_removes(session: Session, adviser: Access, inside: Programme, network: Network) -> None:
    added = services.add_attachment(session=session, name="x.pdf", content=PDF, is_for_team=False, by=adviser)
    colleague = access(make_user(inside, "Collega", Role.ADVISER, network), inside)
    with pytest.raises(Forbidden, match="Alleen wie deze sessie begeleidde"):
        services.add_attachment(session=session, name="y.pdf", content=PDF, is_for_team=False, by=colleague)
    with pytest.raises(Forbidden, match="Alleen wie deze sessie begeleidde"):
        services.remove_attachment(attachment=added, by=colleague)
    assert StoredFile.objects.count() == 1


def test_a_session_has_room_for_twenty(session: Session, adviser: Access) -> None:
    for _ in range(20):
        services.add_attachment(session=session, name="x.pdf", content=PDF, is_for_team=False, by=adviser)
    with pytest.raises(FileRefused, match="hoogstens 20"):
        services.add_attachment(session=session, name="x.pdf", content=PDF, is_for_team=False, by=adviser)


def test_a_removed_file_leaves_no_bytes(session: Session, adviser: Access, django_capture_on_commit_callbacks: pytest.FixtureRequest) -> None:
    added = services.add_attachment(session=session, name="x.pdf", content=PDF, is_for_team=False, by=adviser)
    path = added.file.path
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.remove_attachment(attachment=added, by=adviser)
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(path)
