"""Verbs for prototypes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from schools.models import School
from sprints.models import Forum, Prototype, PrototypeVersion
from warmescholen.accounts.access import Access
from warmescholen.accounts.roles import Permission


@transaction.atomic
def write_prototype(*, school: School, texts: Mapping[str, str], by: Access, endorsed_at: Forum | None = None) -> PrototypeVersion:
    """Write the next version of a school's prototype; earlier ones stay as they are."""
    by.demand(Permission.CHANGE_SPRINT, school)
    prototype, _made = Prototype.objects.get_or_create(programme_id=by.programme_id, school=school)
    return PrototypeVersion.objects.create(
        programme_id=by.programme_id,
        prototype=prototype,
        number=prototype.versions.count() + 1,
        endorsed_at=endorsed_at,
        by_id=by.user_id,
        **texts,
    )
