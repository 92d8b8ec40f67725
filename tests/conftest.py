"""Fixtures for all tests: a database with its walls, in which everything runs as the role `app`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings

from warmescholen.tenancy import roles
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A fresh database with its roles, migrated by its owner; the tests themselves connect as `app`."""
    kept = os.environ.get("KEEP_TEST_DATABASE") == "1"  # for one test over and over; after a changed migration, once without it
    with django_db_blocker.unblock():
        if not kept:
            roles.drop_database(settings.DATABASE_ADMIN)
        roles.make_database(settings.DATABASE_ADMIN, secret_key=settings.SECRET_KEY)
        call_command("migrate", database="migrator", interactive=False, verbosity=0)
        yield
        connections.close_all()
        if not kept:
            roles.drop_database(settings.DATABASE_ADMIN)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Real commits, for tests that talk to other processes; afterwards every table is emptied by its owner."""
    with django_db_blocker.unblock():
        yield
        tables = ", ".join(
            f'"{model._meta.db_table}"' for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
        )
        with connections["migrator"].cursor() as cursor:
            cursor.execute(f"TRUNCATE {tables} CASCADE")
        connections.close_all()


@pytest.fixture(autouse=True)
def one_recipient_a_mail(settings: Settings) -> None:
    """pytest-django puts its own mail backend in place of the one that serves; this puts ours back, with the mailbox behind it."""
    settings.EMAIL_BACKEND = "warmescholen.notify.mail.OneRecipientBackend"


@pytest.fixture
def programme(db: None) -> Programme:
    return Programme.objects.create(slug="eigen", name="Eigen programma")


@pytest.fixture
def other_programme(db: None) -> Programme:
    return Programme.objects.create(slug="ander", name="Ander programma")


@pytest.fixture
def inside(programme: Programme) -> Iterator[Programme]:
    """Inside the context of a programme."""
    with programme_context(programme.pk):
        yield programme
