"""The description of the API (OpenAPI 3.1), read off the addresses themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, inline_serializer
from rest_framework import serializers

from schools.rest.changes import DELETED, NEXT
from schools.rest.listing import Listing, Single
from schools.rest.problems import MEDIA_TYPE, TITLES

# What each address is about: for a list, and for one of it.
WORDS = {
    "networks": ("Lerende netwerken", "Een lerend netwerk"),
    "schools": ("Scholen", "Een school"),
    "indicators": ("Indicatoren", "Een indicator"),
    "rounds": ("Meetrondes", "Een meetronde"),
    "observations": ("Niveaus van scholen, om mee te tellen", "Eén niveau"),
    "distributions": ("Verdelingen: hoeveel scholen op elk niveau staan", ""),
    "sessions": ("Begeleidingssessies", "Een begeleidingssessie"),
    "attendance": ("Welke school bij welke sessie was", "Eén aanwezigheid"),
    "ratings": ("Inschalingen, met waaraan je ze ziet", "Een inschaling"),
    "sprints": ("Sprints", "Een sprint"),
    "initiatives": ("Initiatieven", "Een initiatief"),
    "forums": ("Forums", "Een forum"),
    "advice": ("Adviezen met hun antwoord", "Een advies met zijn antwoord"),
    "reports": ("Rapportages", "Een rapportage"),
}
ONE_PAGE = (
    "In JSON komt één bladzijde. `next_cursor` is de `cursor` van de volgende; `null` betekent dat dit de laatste was. "
    "Met `format=csv`, `xlsx` of `ndjson` komt alles ineens."
)
PUTTING = (
    "Bewaart een sessie onder het kenmerk dat de afzender zelf koos: 201 de eerste keer. Dezelfde inhoud opnieuw sturen verandert niets en "
    "geeft 200, ook nadat een collega de sessie wijzigde. Een andere inhoud vraagt de ETag die je las als `If-Match`: 428 zonder, 412 als "
    "iemand intussen iets wijzigde. Wat GET geeft, neemt PUT aan; `id`, `version` en `updated_at` worden niet gelezen. Een nota die "
    "weggelaten of `null` is, blijft zoals ze was."
)
READING_ERRORS = (
    HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
)  # fmt: skip
WRITING_ERRORS = (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.PRECONDITION_REQUIRED)


class Problem(serializers.Serializer[Any]):
    """An error, as RFC 9457 wants it."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = inline_serializer(
        "ProblemField",
        {"field": serializers.CharField(), "detail": serializers.CharField()},
        many=True,
        required=False,
        help_text="Bij elk veld of elke parameter wat eraan scheelt.",
    )


class ApiSchema(AutoSchema):
    """Describes a list or an object out of its declared row and filters."""

    def get_tags(self) -> list[str]:
        """The word after the programme."""
        return [self._word]

    def get_operation_id(self) -> str:
        """`networks_list`, `networks_read`, `sessions_put`."""
        verb = "put" if self.method == "PUT" else "list" if isinstance(self.view, Listing) else "read"
        return f"{self._word}_{verb}"

    def get_summary(self) -> str:
        """What it is about, in Dutch."""
        several, one = WORDS[self._word]
        if self.method == "PUT":
            return f"{one} bewaren"
        return several if isinstance(self.view, Listing) else one

    def get_description(self) -> str:
        """How it works."""
        return PUTTING if self.method == "PUT" else ONE_PAGE if isinstance(self.view, Listing) else ""

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """Filters and paging, and the headers by which versions are told apart."""
        return [OpenApiParameter("programme", OpenApiTypes.STR, OpenApiParameter.PATH, description="Het adres van het programma."), *self._more()]

    def get_request_serializer(self) -> Any:
        """What PUT reads."""
        return self.view.body if self.method == "PUT" else None

    def get_response_serializers(self) -> Any:
        """The answers: a page or a file, an object, and every error as a problem document."""
        answers: dict[tuple[int, str], Any] = {}
        if isinstance(self.view, Listing):
            answers[200, "application/json"] = inline_serializer(f"{self.view.row.__name__}Page", _page(self.view))
            answers |= {(200, each.media_type): OpenApiTypes.BINARY for each in self.view.renderer_classes[1:]}
        else:
            codes = (200, 201) if self.method == "PUT" else (200,)
            answers |= {(code, "application/json"): self.view.row for code in codes}
        errors = (*READING_ERRORS, *(WRITING_ERRORS if self.method == "PUT" else ()))
        return answers | {(each.value, MEDIA_TYPE): OpenApiResponse(Problem, description=TITLES[each]) for each in errors}

    @property
    def _word(self) -> str:
        return str(self._tokenize_path()[0])

    def _more(self) -> Iterator[OpenApiParameter]:
        for name, field in self.view.parameters.items():
            schema = self._map_serializer_field(field, "request")
            schema.pop("description", None)
            yield OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=field.help_text or "")
        if isinstance(self.view, Listing):
            formats = [str(each.format) for each in self.view.renderer_classes]
            yield OpenApiParameter("format", OpenApiTypes.STR, enum=formats, description="Gaat voor op `Accept`.")
            headers = {**self.view.told_headers, **({"Next-Updated-Since": NEXT} if self.view.key else {})}
            for name, text in headers.items():
                yield OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=text, response=[200])
        if isinstance(self.view, Single):
            name = "If-Match" if self.method == "PUT" else "If-None-Match"
            yield OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description="De ETag die je las.")
            yield OpenApiParameter("ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=True)


def _page(view: Listing) -> dict[str, serializers.Field]:
    """A page; of a list that can tell what changed, with the rows that are gone."""
    if not view.key:
        return view.envelope()
    name, fields = view.row.__name__, view.row().fields
    deleted = serializers.BooleanField(required=False, help_text=DELETED)
    changed = type(f"{name}Listed", (view.row,), {"deleted": deleted})
    nothing = {each: serializers.CharField(allow_null=True, max_length=0) for each in fields if each not in {"id", "updated_at"}}
    gone = type(f"{name}Gone", (serializers.Serializer,), {"id": fields["id"], "updated_at": fields["updated_at"], **nothing, "deleted": deleted})
    rows = PolymorphicProxySerializer(f"{name}Change", [changed, gone], resource_type_field_name=None, many=True)
    following = serializers.CharField(required=False, help_text=NEXT)
    return {**view.envelope(), "results": rows, "next_updated_since": following}


class KeyScheme(OpenApiAuthenticationExtension):
    """How a key is sent."""

    target_class = "schools.rest.keys.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:  # noqa: ARG002 (the package's signature)
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "Een sleutel van het programma. Zet hem nooit in een adres."}


class BrowserScheme(OpenApiAuthenticationExtension):
    """The session of a browser."""

    target_class = "schools.rest.keys.BrowserAuthentication"
    name = "browser"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:  # noqa: ARG002 (the package's signature)
        """A cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "sessie", "description": "Wie aangemeld is. Schrijven vraagt ook `X-CSRFToken`."}


def plain_words(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Leave out the descriptions of components that come from code, which is written for its readers."""
    for component in result.get("components", {}).get("schemas", {}).values():
        component.pop("description", None)
    return result


@cache
def description() -> dict[str, Any]:
    """The whole description; it changes only with the code."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found
