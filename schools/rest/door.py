"""The door of the API: the same rights as the pages, with answers for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from schools.access import access_of
from schools.guards import READING
from schools.rest.formats import Json, JsonParser, Negotiation
from schools.rest.keys import BrowserAuthentication, KeyAuthentication, Keyholder
from schools.rest.problems import Refused
from schools.second_factor import demand_second_factor
from warmescholen.accounts.access import Access, refusal
from warmescholen.accounts.roles import Permission
from warmescholen.audit.models import AccessEntry
from warmescholen.audit.services import note_access
from warmescholen.tenancy.context import programme_context
from warmescholen.tenancy.models import Programme
from warmescholen.ui.limits import limit

UNKNOWN = "Deze parameter kent dit adres niet."


class Door(APIView):
    """An address of the API inside a programme. Subclasses answer in `read` (and `write`), inside the programme's context.

    Who shows no good key and is not signed in gets 401; another programme than the own one, and an unknown one, 404; who lacks `needs`
    (or, to change something, `writes`) 403 with the reason.
    """

    authentication_classes = (KeyAuthentication, BrowserAuthentication)
    permission_classes = (IsAuthenticated,)
    content_negotiation_class = Negotiation
    parser_classes = (JsonParser,)
    renderer_classes: ClassVar[tuple[type[BaseRenderer], ...]] = (Json,)
    metadata_class = None

    needs: ClassVar[Permission]
    writes: ClassVar[Permission]  # of an address that changes something
    parameters: ClassVar[Mapping[str, serializers.Field]] = {}

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view, with its permission where the walk over all addresses looks for it."""
        view = super().as_view(**initkwargs)
        view.needs = cls.needs
        return view

    def get(self, request: Request, programme: str, **place: Any) -> HttpResponseBase:
        """Read, in a transaction that cannot write."""
        with self._inside(request, programme, self.needs) as access:
            return self.read(request, access, **place)

    def read(self, request: Request, access: Access, **place: Any) -> HttpResponseBase:
        """What this address shows to this person."""
        raise NotImplementedError

    @contextmanager
    def changing(self, request: Request, programme: str) -> Iterator[Access]:
        """Inside the programme, for who has the permission `writes`; all of it happens or nothing."""
        with self._inside(request, programme, self.writes) as access:
            yield access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let nobody in who asks too often; a key counts by itself."""
        super().initial(request, *args, **kwargs)
        who = f"key {request.auth.key.pk}" if isinstance(request.auth, Keyholder) else f"user {request.user.pk}"
        limit("api", who, most=settings.API_REQUESTS_PER_MINUTE, seconds=60)

    def finalize_response(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An answer differs by who asks and in which format."""
        finished: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(finished, ("Accept", "Authorization", "Cookie"))
        return finished

    def asked(self, request: Request) -> dict[str, Any]:
        """The parameters of the address, read and checked; an empty one was not asked for. Raises Refused that names each fault."""
        found, faults = {}, {}
        for name, values in request.query_params.lists():
            if name == "format":
                continue
            if name not in self.parameters:
                faults[name] = UNKNOWN
            elif len(values) > 1:
                faults[name] = "Noem deze parameter één keer."
            elif values[0]:
                try:
                    found[name] = self.parameters[name].run_validation(values[0])
                except serializers.ValidationError as error:
                    faults[name] = " ".join(map(str, error.detail))
        if faults:
            raise Refused(**faults)
        return found

    @contextmanager
    def _inside(self, request: Request, slug: str, permission: Permission) -> Iterator[Access]:
        holder = request.auth if isinstance(request.auth, Keyholder) else None
        own = {"pk": holder.access.programme_id} if holder else {"memberships__user": request.user}
        programme = Programme.objects.filter(slug=slug, **own).first()
        if programme is None:
            raise Http404
        with programme_context(programme.pk, read_only=request.method in READING, user_id=request.user.pk):
            access = holder.access if holder else access_of(request.user, programme.pk)
            if access is None:
                raise Http404
            if holder is None:
                demand_second_factor(request.user, access)
            if not holder:
                demand_second_factor(request.user, access)
            if not access.may_somewhere(permission):
                raise refusal(permission)
            if holder:
                note_access(request, programme_id=programme.pk, action=AccessEntry.Action.KEY_USE, target=holder.key)
            yield access
