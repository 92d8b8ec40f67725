"""The doors: turn what a person may do into HTTP, the same for every page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from schools.access import access_of
from schools.second_factor import SecondFactorMissing, demand_second_factor
from warmescholen.accounts.access import Access, Forbidden, refusal
from warmescholen.accounts.models import Membership, User
from warmescholen.accounts.roles import Permission
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme

ModelType = TypeVar("ModelType", bound=Model)
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Request(HttpRequest):
    """A request that came through a door: somebody is signed in and has a role in the programme."""

    user: User
    access: Access
    programme: Programme


class View(Protocol):
    """A page of a programme."""

    def __call__(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request."""


def needs(permission: Permission, *, hidden: bool = False) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """The door of a page: who has no role in the programme gets 404, who lacks the permission 403 with the reason.

    A `hidden` page does not exist for who lacks the permission: 404 too. Who needs a second step at sign-in and has none is led
    to where it is set up. The view runs inside the programme's context; for a reading request the database refuses every write.
    """

    def door(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: Request, programme: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            others = Membership.objects.filter(user=request.user).exclude(programme=OuterRef("pk"))
            found = Programme.objects.filter(slug=programme, memberships__user=request.user).annotate(has_others=Exists(others)).first()
            if found is None:
                raise Http404
            with programme_context(found.pk, read_only=request.method in READING, user_id=request.user.pk):
                access = access_of(request.user, found.pk)
                if access is None:
                    raise Http404
                request.access, request.programme = access, found
                try:
                    demand_second_factor(request.user, access)
                    if not access.may_somewhere(permission):
                        raise Http404 if hidden else refusal(permission)
                    return view(request, *args, **kwargs)
                except SecondFactorMissing:
                    return redirect("second_factor_needed")
                except Forbidden as reason:
                    return render(request, "403.html", {"reason": str(reason)}, status=403)

        guarded.needs, guarded.is_hidden = permission, hidden  # type: ignore[attr-defined]  # read by the tests that walk the addresses
        return guarded

    return door


def get_visible_or_404(rows: QuerySet[ModelType], **lookup: Any) -> ModelType:
    """The one row of a set that was already narrowed by `visible_to`; unseen and absent are the same 404."""
    row = rows.filter(**lookup).first()
    if row is None:
        raise Http404
    return row
