"""Questions about people with a role."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from schools.models import Grant, Session, SessionAdviser
from schools.services.session_checks import GUIDING_ROLES
from warmescholen.accounts.access import Access
from warmescholen.accounts.models import User
from warmescholen.accounts.roles import Permission


def colleagues(access: Access, *, also: Collection[int] = ()) -> QuerySet[User]:
    """Who guides today where this person may log, and themselves; `also` names people who are needed in a list all the same."""
    today = Grant.objects.on(timezone.localdate()).filter(programme_id=access.programme_id, role__in=GUIDING_ROLES)
    if not access.everywhere(Permission.LOG_SESSION):
        here = Q(network__in=access.networks(Permission.LOG_SESSION)) | Q(school__in=access.schools(Permission.LOG_SESSION))
        today = today.filter(here | Q(user=access.user_id))
    return User.objects.filter(pk__in={*today.values_list("user_id", flat=True), *also}).order_by("name", "email")


def advisers_of(access: Access) -> QuerySet[User]:
    """Who guided one of the sessions that this person may see."""
    links = SessionAdviser.objects.filter(programme_id=access.programme_id, session__in=Session.objects.visible_to(access))
    return User.objects.filter(pk__in=links.values("user")).order_by("name", "email")
