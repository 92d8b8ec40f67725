"""A person who is taken out of a programme is nowhere to be found in it: not in rows, texts, history, log, files, nor after a restore."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as SignedIn
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.models import Model
from django.utils import timezone
from pytest_django import Settings

from reports import dataset as datasets
from reports.models import Edition, Rendition, Report
from reports.renditions.html import render_html
from reports.renditions.pdf import render_pdf
from schools.models import ApiKey, Grant, Invitation, Session, SessionAdviser, SessionPrivateNote
from tests.factories import mirror
from tests.factories.dataset import sample_dataset
from tests.factories.printing import html_of, text_of
from tests.factories.texts import Column, map_strings, write_texts
from warmescholen.accounts.models import Membership, User
from warmescholen.audit.actors import Actor, ActorKind, acting
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import write_access
from warmescholen.audit.tracking import histories, history_of
from warmescholen.privacy.erasing import list as erasure_list
from warmescholen.privacy.identify import pointing_at_people
from warmescholen.privacy.models import ErasureRequest
from warmescholen.privacy.table import Fate
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.ops import ops_connection

NAME, EMAIL, OTHER = "Kanarie Zonderling", "kanarie.zonderling@vogel.example", "zonderling@nest.example"
CANARIES = (
    "kanarie zonderling",
    "kanarie_zonderling",
    "kanarie\\n zonderling",
    "kanarie\u00a0zonderling",
    "vogel.example",
    "nest.example",
    "192.0.2.0",
)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    settings.ERASURE_LIST = tmp_path / "lijst" / "gewist.jsonl"
    return settings


@pytest.fixture
def sides(committed: None, settings: Settings) -> Iterator[tuple[mirror.Side, mirror.Side]]:
    """Two programmes in which the same person stands in every place that can hold one, and in every text."""
    with transaction.atomic():
        one, two = mirror.build("een", "woordeen"), mirror.build("twee", "woordtwee")
        person = User.objects.create_user(EMAIL, "een lang wachtwoord", name=NAME)
        apps.get_model("account", "EmailAddress").objects.create(user=person, email=OTHER, verified=True, primary=False)
        for side in (one, two):
            fill(side, person)
    yield one, two
    empty()


def real_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]


def empty() -> None:
    tables = ", ".join(f'"{model._meta.db_table}"' for model in real_models())
    with connections["migrator"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    shutil.rmtree(Path(default_storage.location), ignore_errors=True)  # type: ignore[attr-defined]


def fill(side: mirror.Side, person: User) -> None:
    """Every key to a person leads to this one, and every text names the person."""
    actor = Actor(ActorKind.USER, str(person.pk), NAME, request="r1", path=f"/een/beheer/mensen/{person.pk}/", ip="192.0.2.0/24")
    Membership.objects.create(user=person, programme=side.programme)
    names = [
        NAME,
        f"Gesproken met {NAME.upper()}, {EMAIL}.",
        f"Bel {NAME} of mail {OTHER}",
        f"kanarie\n zonderling en {EMAIL.title()}",
        "foto_van_Kanarie_Zonderling_1.jpg",
    ]
    with programme_context(side.programme.pk, user_id=person.pk), acting(actor):
        for model, name, line in pointing_at_people():
            if line.fate is not Fate.ACCOUNT and model is not Membership and name != "used_by":
                model._base_manager.filter(programme=side.programme).update(**{f"{name}_id": person.pk})
        used = Invitation.objects.order_by("pk").values("pk")[:1]
        Invitation.objects.filter(pk__in=used).update(used_by=person, used_at=timezone.now())
        keep_texts = {"name"}
        write_texts(side.programme, lambda column, index: texts_of(column, index, names, keep_texts))
        User.objects.filter(pk=person.pk).update(name=NAME)
        Invitation.objects.update(email=EMAIL)
        freeze(side)
        stored = side.held["files.storedfile"]
        stored.path = default_storage.save(f"mirror/{side.programme.slug} {NAME}.txt", io.BytesIO(b"bytes"))  # type: ignore[arg-type]
        type(stored).objects.filter(pk=stored.pk).update(path=stored.path)
        write_access(programme_id=side.programme.pk, action=AccessEntry.Action.READ, target=person, label=NAME)


def texts_of(column: Column, index: int, names: list[str], keep: set[str]) -> str:
    if column.model is User or (column.model._meta.label == "tenancy.Programme" and column.name in keep):
        return f"{column} {index}"
    return names[index % len(names)] if column.longest is None or column.longest > 90 else NAME


def freeze(side: mirror.Side) -> None:
    """An edition whose dataset names the person in each chapter, with its file."""
    data = map_strings(datasets.to_json(sample_dataset("gent-1")), lambda old: f"{old} zei {NAME}" if " " in old else old)
    report = Report.objects.filter(programme=side.programme).first()
    assert report is not None
    edition = Edition.objects.filter(report=report).first()
    assert edition is not None
    edition.dataset, edition.dataset_hash = data, datasets.digest_of_json(data)
    edition.save()
    Rendition.objects.filter(report=report).update(edition=edition)


def everything(programme: str | None = None) -> str:
    """Every byte of the database as text, or of the rows of one programme."""
    found = io.StringIO()
    with ops_connection() as alias, connections[alias].cursor() as cursor:
        for model in real_models():
            table = model._meta.db_table
            has_programme = any(each.name == "programme" for each in model._meta.local_fields)
            if programme and not has_programme:
                continue
            where = f"WHERE programme_id = (SELECT id FROM tenancy_programme WHERE slug = '{programme}')" if programme else ""
            found.write(f"== {table}\n")
            cursor.cursor.copy_expert(f'COPY (SELECT * FROM "{table}" t {where} ORDER BY t::text) TO STDOUT', found)
    return found.getvalue().casefold()


def sightings(text: str) -> list[str]:
    """Where a canary is seen: table and line."""
    table, found = "", []
    for line in text.splitlines():
        table = line if line.startswith("== ") else table
        found += [f"{table}: {canary}: {line[:900]}" for canary in CANARIES if canary in line]
    return found


def in_files() -> list[str]:
    root = Path(default_storage.location)  # type: ignore[attr-defined]
    return [str(path) for path in root.rglob("*") if any(each in str(path).casefold() for each in CANARIES)]


def person() -> User:
    return User.objects.get(email=EMAIL)


def erase(*arguments: str) -> str:
    out = io.StringIO()
    call_command("anonymise_person", *arguments, stdout=out)
    return out.getvalue()


def see_it_everywhere() -> None:
    """So that its absence afterwards means something."""
    seen = everything("een")
    for table in (
        "schools_session",
        "reports_edition",
        "schools_invitation",
        "audit_accessentry",
        "schools_sessionprivatenote",
        "reports_editionevent",
    ):
        part = seen.partition(f"== {table}\n")[2].partition("\n== ")[0]
        assert any(canary in part for canary in CANARIES), table
    assert f"\t{person().pk}\t" in seen
    assert in_files()


def test_one_programme_forgets_and_the_other_keeps_its_own(sides: tuple[mirror.Side, mirror.Side]) -> None:
    see_it_everywhere()
    one, two = sides
    pk, before = person().pk, everything("twee")
    out = erase("--programme", "een", "--user", EMAIL)
    left = everything("een")
    assert sightings(left) == []
    assert f"/mensen/{pk}/" not in left
    assert everything("twee") == before
    assert person().pk == pk
    assert "The account stays" in out
    assert [path for path in in_files() if "twee" not in path] == []
    assert not Membership.objects.filter(user=pk, programme=one.programme).exists()
    assert Membership.objects.filter(user=pk, programme=two.programme).exists()
    with programme_context(one.programme.pk):
        for model, name, line in pointing_at_people():
            if line.fate is not Fate.ACCOUNT and model is not Membership:
                assert not model._base_manager.filter(programme=one.programme, **{f"{name}_id": pk}).exists(), model
        for history in histories():
            assert not history._base_manager.filter(pgh_who=f"user:{pk}").exists()
    with pytest.raises(CommandError, match="staat er niets"):
        erase("--programme", "een", "--user", EMAIL)


def look_at_edition(one: mirror.Side, edition: Edition, old_hash: str) -> None:
    """A changed edition says so and is hashed anew; its file goes."""
    with programme_context(one.programme.pk):
        edition.refresh_from_db()
        assert edition.anonymised_at is not None
        assert edition.dataset_hash != old_hash
        dataset = datasets.from_json(edition.dataset)
        assert edition.dataset_hash == datasets.digest(dataset)
        assert not Rendition.objects.filter(edition=edition).exists()
    html = render_html(dataset, version=1, frozen_on=timezone.localdate(), is_concept=False, anonymised_on=timezone.localdate())
    assert "uit deze versie gehaald" in " ".join(text_of(render_pdf(html, moment=timezone.now())).split())
    assert "uit deze versie gehaald" not in html_of(dataset)


def test_what_was_done_stays_and_counts(sides: tuple[mirror.Side, mirror.Side]) -> None:
    """Sessions, ratings and sprints are the programme's: they stay, under an anonymous account."""
    one = sides[0]
    with programme_context(one.programme.pk):
        before = (Session.objects.count(), SessionAdviser.objects.count())
        edition = Edition.objects.order_by("pk").first()
        assert edition is not None
        old_hash = edition.dataset_hash
    erase("--programme", "een", "--user", EMAIL)
    look_at_edition(one, edition, old_hash)
    with programme_context(one.programme.pk):
        assert (Session.objects.count(), SessionAdviser.objects.count()) == before
        adviser = SessionAdviser.objects.select_related("user").first()
        assert adviser is not None
        assert adviser.user.name.startswith("Anoniem ")
        assert not adviser.user.is_active
        assert not adviser.user.has_usable_password()
        assert not SessionPrivateNote.objects.exists()
        assert not history_of(SessionPrivateNote).objects.exists()
        assert not Grant.objects.on(timezone.localdate()).filter(user=adviser.user).exists()
        assert not ApiKey.objects.filter(made_by=adviser.user, revoked_at__isnull=True).exists()
        assert not Invitation.objects.filter(used_at__isnull=True, email=EMAIL).exists()


def test_the_account_goes_with_the_last_programme(sides: tuple[mirror.Side, mirror.Side]) -> None:
    pk = person().pk
    session = SessionStore()
    session["_auth_user_id"] = str(pk)
    session.save()
    erase("--programme", "een", "--user", str(pk))
    assert SignedIn.objects.count() == 1
    out = erase("--programme", "twee", "--user", EMAIL)
    assert "The account is erased" in out
    assert not User.objects.filter(pk=pk).exists()
    assert SignedIn.objects.count() == 0
    assert sightings(everything()) == []
    assert in_files() == []
    assert not any(each in settings_list() for each in (NAME, EMAIL, OTHER))


def settings_list() -> str:
    from django.conf import settings

    return str(settings.ERASURE_LIST.read_text())


def test_after_a_restore_the_list_erases_again(sides: tuple[mirror.Side, mirror.Side]) -> None:
    one = sides[0]
    old = person()
    joined, password = old.date_joined, old.password
    assert erase("--everywhere", "--user", EMAIL).count("anoniem-") == 2
    assert sightings(everything()) == []
    (first, *_rest) = erasure_list.lines()
    assert first.person == old.pk
    assert apply_again() == "0 erasures done again, 2 were still done."
    with transaction.atomic():  # the backup brings the account back, with a role, a text and a private note
        User.objects.create(pk=old.pk, email=EMAIL, name=NAME, password=password)
        User.objects.filter(pk=old.pk).update(date_joined=joined)
        Membership.objects.create(user_id=old.pk, programme=one.programme)
        with programme_context(one.programme.pk):
            Grant.objects.update(user_id=old.pk)
            Session.objects.update(note_shared=f"Gesproken met {NAME}")
    assert sightings(everything())
    assert apply_again() == "1 erasures done again, 1 were still done."
    assert sightings(everything()) == []
    assert not User.objects.filter(pk=old.pk).exists()
    with transaction.atomic():  # the number is given to somebody else
        User.objects.create(pk=old.pk, email="ander@voorbeeld.example", name="Iemand anders")
        Membership.objects.create(user_id=old.pk, programme=one.programme)
    assert apply_again().startswith("0 erasures")
    assert User.objects.get(pk=old.pk).name == "Iemand anders"


def apply_again() -> str:
    out = io.StringIO()
    call_command("apply_erasures", stdout=out)
    return out.getvalue().strip()


def test_an_address_without_an_account_is_erased_too(sides: tuple[mirror.Side, mirror.Side]) -> None:
    one = sides[0]
    address = "gast@nergens.example"
    with transaction.atomic(), programme_context(one.programme.pk):
        Invitation.objects.update(email=address)
        Session.objects.update(note_shared=f"Mail {address.upper()} nog")
    assert address in everything("een")
    erase("--programme", "een", "--user", address)
    assert address not in everything("een")
    with transaction.atomic(), programme_context(one.programme.pk):
        row = Invitation.objects.order_by("pk").first()
        assert row is not None
        Invitation.objects.filter(pk=row.pk).update(email=address)
    assert apply_again().startswith("1 erasures done again")
    with programme_context(one.programme.pk):
        assert not Invitation.objects.filter(email=address).exists()


def test_what_was_done_is_recorded_with_who_decided_it(sides: tuple[mirror.Side, mirror.Side]) -> None:
    one = sides[0]
    manager = one.users["programmabeheerder"]
    with transaction.atomic(), programme_context(one.programme.pk):
        ErasureRequest.objects.all().delete()
        ErasureRequest.objects.create(programme=one.programme, person=person(), requested_by=manager, not_before=timezone.now())
    out = io.StringIO()
    call_command("anonymise_person", due=True, stdout=out)
    assert "1 requests carried out" in out.getvalue()
    with programme_context(one.programme.pk):
        request = ErasureRequest.objects.get()
        assert request.done_at is not None
        assert request.outcome
        assert request.person.name.startswith("Anoniem ")
        event = history_of(ErasureRequest).objects.order_by("-pgh_id").first()
        assert event is not None
        assert event.pgh_who == f"user:{manager.pk}"
    assert sightings(everything("een")) == []


REFUSED = (
    (["--user", "x@y.example"], "Give --user"),
    (["--programme", "een"], "Give --user"),
    (["--programme", "nergens", "--user", EMAIL], "no programme nergens"),
    (["--programme", "een", "--user", "999999"], "no account 999999"),
    (["--programme", "een", "--user", "niemand@nergens.example"], "staat nergens"),
    (["--programme", "een", "--user", EMAIL, "--by", "niemand@nergens.example"], "no account niemand"),
)


def test_what_is_refused_or_fails_changes_nothing(sides: tuple[mirror.Side, mirror.Side], monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything()
    for arguments, reason in REFUSED:
        with pytest.raises(CommandError, match=reason):
            erase(*arguments)

    def fail(_line: erasure_list.Line) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(erasure_list, "append", fail)
    with pytest.raises(OSError, match="full"):
        erase("--programme", "een", "--user", EMAIL)
    assert everything() == before
