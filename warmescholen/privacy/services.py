"""Verbs for requests to be forgotten. They are carried out by `manage.py anonymise_person`, not by the platform itself."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from warmescholen.accounts.access import Access
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Permission
from warmescholen.privacy.models import ErasureRequest


class ErasureRefused(ValueError):
    """The request cannot be made or withdrawn; the message says why, in Dutch."""


@transaction.atomic
def request_erasure(*, person: User, by: Access) -> ErasureRequest:
    """Ask that a person is anonymised in this programme. Raises ErasureRefused for oneself, and for who was never in it."""
    by.demand(Permission.MANAGE_PEOPLE)
    if person.pk == by.user_id:
        raise ErasureRefused("Jezelf kun je hier niet anonimiseren: vraag het aan een andere programmabeheerder.")
    return _request(person, by.programme_id, by.user_id)


@transaction.atomic
def ask_to_be_forgotten(*, person: User, programme_id: int) -> ErasureRequest:
    """A person's own request; the programme's managers see it. Needs the programme's context."""
    return _request(person, programme_id, person.pk)


@transaction.atomic
def withdraw_erasure(*, request: ErasureRequest, by: Access) -> ErasureRequest:
    """Take a request back. Raises ErasureRefused when it was carried out or withdrawn before."""
    by.demand(Permission.MANAGE_PEOPLE)
    locked = ErasureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.done_at or locked.withdrawn_at:
        raise ErasureRefused("Deze vraag is al uitgevoerd of ingetrokken.")
    locked.withdrawn_at = timezone.now()
    locked.save()
    return locked


def _request(person: User, programme_id: int, by: int | None) -> ErasureRequest:
    if not Membership.objects.filter(user=person, programme_id=programme_id).exists():
        raise ErasureRefused("Deze persoon werkt niet mee in dit programma.")
    waits = datetime.timedelta(days=settings.ERASURE_WAIT_DAYS)
    values = {"requested_by_id": by, "not_before": timezone.now() + waits}
    request, _made = ErasureRequest.objects.open().get_or_create(programme_id=programme_id, person=person, defaults=values)
    return request
