"""Questions about people with a role."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils import timezone

from schools.models import Grant
from schools.services.session_checks import GUIDING_ROLES
from warmescholen.accounts.models import User


def advisers(programme_id: int, *, also: Collection[int] = ()) -> QuerySet[User]:
    """Who guides in this programme today, by name; `also` names people who did and are still needed in a list."""
    today = Grant.objects.on(timezone.localdate()).filter(programme_id=programme_id, role__in=GUIDING_ROLES)
    ids = {*today.values_list("user_id", flat=True), *also}
    return User.objects.filter(pk__in=ids).order_by("name", "email")
