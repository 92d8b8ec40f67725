"""The account itself: it goes when no programme is left in which the person stands."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session

from warmescholen.accounts.models import Membership, User
from warmescholen.privacy.identify import pointing_at_people
from warmescholen.privacy.table import Fate
from warmescholen.tenancy.ops import ALIAS


def addresses(user_id: int) -> list[str]:
    """Every address of an account."""
    own = User.objects.using(ALIAS).filter(pk=user_id).values_list("email", flat=True)
    return [*own, *EmailAddress.objects.using(ALIAS).filter(user_id=user_id).values_list("email", flat=True)]


def takes_part(user_id: int, programme_id: int | None = None) -> bool:
    """Whether anything in this programme, or in any, points at the person."""
    where = {} if programme_id is None else {"programme_id": programme_id}
    lines = [(model, name) for model, name, line in pointing_at_people() if line.fate is not Fate.ACCOUNT]
    return any(model._base_manager.using(ALIAS).filter(**where, **{f"{name}_id": user_id}).exists() for model, name in lines)


def programmes_of(user_id: int) -> list[int]:
    """The programmes in which the person stands, a former part included."""
    found = set(Membership.objects.using(ALIAS).filter(user_id=user_id).values_list("programme_id", flat=True))
    for model, name, line in pointing_at_people():
        if line.fate is not Fate.ACCOUNT:
            found |= set(model._base_manager.using(ALIAS).filter(**{f"{name}_id": user_id}).values_list("programme_id", flat=True).distinct())
    return sorted(found)


def erase_if_unused(user_id: int) -> bool:
    """Remove account, sign-in data and sessions when nothing points at the person any more; whether it went."""
    if takes_part(user_id):
        return False
    end_sessions(user_id)
    for model, name, line in pointing_at_people():
        if line.fate is Fate.ACCOUNT:
            model._base_manager.using(ALIAS).filter(**{f"{name}_id": user_id}).delete()
    User.objects.using(ALIAS).filter(pk=user_id).delete()
    return True


def end_sessions(user_id: int) -> None:
    """Sign the person out everywhere: a session names its person only inside."""
    if apps.is_installed("allauth.usersessions"):
        apps.get_model("usersessions", "UserSession").objects.using(ALIAS).filter(user_id=user_id).delete()
    theirs = [each.pk for each in Session.objects.using(ALIAS).iterator() if each.get_decoded().get("_auth_user_id") == str(user_id)]
    Session.objects.using(ALIAS).filter(pk__in=theirs).delete()
