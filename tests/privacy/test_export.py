"""A person gets everything that is stored of that person, from every programme, and nothing of anybody else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from schools.models import Session, SessionAdviser, SessionPrivateNote
from tests.factories import mirror
from warmescholen.accounts.models import Membership, User
from warmescholen.audit.actors import Actor, ActorKind, acting
from warmescholen.audit.models import AccessEntry
from warmescholen.files.cells import is_formula
from warmescholen.privacy.export import gather
from warmescholen.privacy.identify import pointing_at_people
from warmescholen.privacy.views import COPIES_AN_HOUR
from warmescholen.tenancy.context import programme_context

COPY = "/accounts/mijn-gegevens/kopie/"


@pytest.fixture
def sides(db: None) -> tuple[mirror.Side, mirror.Side]:
    return mirror.build("een", "woordeen"), mirror.build("twee", "woordtwee")


@pytest.fixture
def person(sides: tuple[mirror.Side, mirror.Side]) -> User:
    """The author of every row of the first programme's held part, and adviser in the second."""
    user = User.objects.create_user("ik@voorbeeld.example", "een lang wachtwoord", name="Adviseur in twee")
    for side in sides:
        Membership.objects.create(user=user, programme=side.programme)
    one, two = sides
    actor = Actor(ActorKind.USER, str(user.pk), str(user))
    with programme_context(one.programme.pk, user_id=user.pk), acting(actor):
        for model, name, _line in pointing_at_people():
            row = one.held.rows.get(model._meta.label_lower)
            if row is not None and name != "used_by":
                model._base_manager.filter(pk=row.pk).update(**{name: user})
    with programme_context(two.programme.pk):
        SessionAdviser.objects.filter(session=two.held["schools.session"]).update(user=user)
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def copy_of(user: User) -> dict[str, bytes]:
    answer = client_of(user).post(COPY)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parts_of(files: dict[str, bytes]) -> dict[str, Any]:
    return dict(json.loads(files["gegevens.json"])["delen"])


def test_everything_of_the_person_is_in_it(sides: tuple[mirror.Side, mirror.Side], person: User) -> None:
    parts = parts_of(copy_of(person))
    assert parts["accounts.user.email"]["rijen"] == [
        {
            "email": "ik@voorbeeld.example",
            "name": "Adviseur in twee",
            "date_joined": parts["accounts.user.email"]["rijen"][0]["date_joined"],
            "last_login": parts["accounts.user.email"]["rijen"][0]["last_login"],
            "is_active": True,
        }
    ]
    guided = parts["schools.sessionadviser.user"]["rijen"]
    assert {row["programma"] for row in guided} == {"woordeen programma", "woordtwee programma"}
    assert {row["session__school__name"] for row in guided} == {"woordeeneen school name", "woordtweeeen school name"}
    assert parts["schools.sessionprivatenote.author"]["rijen"][0]["text"] == "woordeeneenprive nota voor mezelf"
    changed = {row["soort"] for row in parts["geschiedenis"]["rijen"]}
    assert {"taak", "adviseur van een sessie", "privénota", "inschaling"} <= changed


def test_every_declared_key_gives_its_rows(sides: tuple[mirror.Side, mirror.Side], person: User) -> None:
    """Of each field of the table that points at this person, the rows are there: a new field is picked up by itself."""
    parts = parts_of(copy_of(person))
    one = sides[0]
    for model, name, line in pointing_at_people():
        if line.shows and model._meta.label_lower in one.held.rows and name != "used_by" and model._meta.label_lower != "schools.grant":
            rows = parts[f"{model._meta.label_lower}.{name}"]["rijen"]
            assert rows, f"{model._meta.label_lower}.{name}"
            assert set(line.shows) < set(rows[0])


def test_nothing_of_anybody_else_and_no_secret_is_in_it(sides: tuple[mirror.Side, mirror.Side], person: User) -> None:
    everything = b"\n".join(copy_of(person).values()).decode()
    one, two = sides
    assert one.hidden.word not in everything
    assert two.hidden.word not in everything
    assert two.held.secret not in everything
    assert "author-een@mirror.example" not in everything
    assert "nota van het team" not in everything
    for secret in ("pbkdf2", "md5$", one.held["schools.apikey"].key_hash, one.held["schools.invitation"].token_hash):
        assert secret not in everything


def test_who_stands_nowhere_gets_only_the_account(sides: tuple[mirror.Side, mirror.Side]) -> None:
    alone = User.objects.create_user("alleen@voorbeeld.example", name="Alleen")
    data = gather(alone)
    assert [part.key for part in data.parts] == ["accounts.user.email"]
    assert data.per_programme == {}


def test_each_programme_notes_that_a_copy_was_taken(sides: tuple[mirror.Side, mirror.Side], person: User) -> None:
    copy_of(person)
    for side in sides:
        with programme_context(side.programme.pk):
            entry = AccessEntry.objects.get(action=AccessEntry.Action.EXPORT)
            assert (entry.who, entry.object_id) == (f"user:{person.pk}", str(person.pk))
            assert entry.rows
    log = parts_of(copy_of(person))
    assert len(log["toegangslogboek"]["rijen"]) == 2
    assert len(log["toegang_tot_jou"]["rijen"]) == 2


def test_tables_hold_no_formula_and_open_as_utf8(sides: tuple[mirror.Side, mirror.Side], person: User) -> None:
    with programme_context(sides[0].programme.pk, user_id=person.pk):
        SessionPrivateNote.objects.filter(author=person).update(text="=1+1 école")
        Session.objects.filter(logged_by=person).update(place="@SUM(A1)")
    files = copy_of(person)
    tables = [name for name in files if name.endswith(".csv")]
    assert len(tables) == len(parts_of(files))
    for name in tables:
        text = files[name].decode("utf-8")
        assert text.startswith("\ufeff")
        assert not [cell for row in csv.reader(io.StringIO(text[1:], newline="")) for cell in row if is_formula(cell)], name
    assert "'=1+1 école".encode() in files["schools.sessionprivatenote.author.csv"]
    assert parts_of(files)["schools.sessionprivatenote.author"]["rijen"][0]["text"] == "=1+1 école"


def test_a_copy_is_asked_for_and_not_too_often(sides: tuple[mirror.Side, mirror.Side], person: User) -> None:
    client = client_of(person)
    assert client.get(COPY).status_code == 405
    assert Client().post(COPY)["Location"].startswith("/accounts/login/")
    answers = [client.post(COPY).status_code for _number in range(COPIES_AN_HOUR + 1)]
    assert answers == [200] * COPIES_AN_HOUR + [429]
