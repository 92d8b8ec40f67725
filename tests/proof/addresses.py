"""Every address of the site, out of the resolver, and how to fill it with the ids of a mirrored programme."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.factories.mirror import Part

# What an id in an address names, by the word before it: the model, and the field that is written in the address.
PLACES: dict[str, tuple[str, str]] = {
    "aandachtspunten": ("indicators.attentionpoint", "pk"),
    "indicatoren": ("indicators.indicator", "number"),
    "inschalen": ("indicators.indicator", "number"),
    "meetrondes": ("indicators.round", "number"),
    "netwerken": ("networks.network", "key"),
    "scholen": ("schools.school", "key"),
    "sessies": ("schools.session", "uuid"),
    "bijlagen": ("schools.sessionattachment", "pk"),
    "afspraken": ("schools.followup", "pk"),
    "rapportages": ("reports.report", "pk"),
    "bestand": ("reports.rendition", "pk"),
    "mensen": ("schools.grant", "user_id"),
    "privacy": ("privacy.erasurerequest", "pk"),
    "rollen": ("schools.grant", "pk"),
    "uitnodigingen": ("schools.invitation", "pk"),
    "sleutels": ("schools.apikey", "pk"),
    "networks": ("networks.network", "key"),
    "schools": ("schools.school", "key"),
    "sessions": ("schools.session", "uuid"),
    "attendance": ("schools.attendance", "pk"),
    "van": ("schools.session", "pk"),
    "initiatieven": ("sprints.initiative", "pk"),
    "adviezen": ("sprints.advice", "pk"),
    "gastlinks": ("sprints.guestlink", "pk"),
    "indicators": ("indicators.indicator", "number"),
    "rounds": ("indicators.round", "number"),
    "observations": ("indicators.rating", "pk"),
    "ratings": ("indicators.rating", "pk"),
    "sprints": ("sprints.sprint", "pk"),
    "initiatives": ("sprints.initiative", "pk"),
    "forums": ("sprints.forum", "pk"),
    "advice": ("sprints.advice", "pk"),
    "reports": ("reports.report", "pk"),
}
# Ids that name nothing of a programme's.
PLAIN = {"format": "json", "room": "schools", "noun": "session"}
HOLE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver, with holes: `<slug:programme>/netwerken/<slug:key>/`."""

    name: str
    template: str
    callback: Any

    @property
    def needs(self) -> str | None:
        """The permission that its door asks for; None for what stands before the doors."""
        return getattr(self.callback, "needs", None)

    @property
    def is_hidden(self) -> bool:
        """Whether the page does not even exist for who lacks the permission."""
        return bool(getattr(self.callback, "is_hidden", False))

    @property
    def is_api(self) -> bool:
        return self.template.startswith("api/")

    @property
    def is_foreign(self) -> bool:
        """Whether it is a page of the sign-in library."""
        return (getattr(self.callback, "__module__", "") or "").startswith("allauth")

    @property
    def has_programme(self) -> bool:
        return "programme>" in self.template

    @property
    def holes(self) -> list[str]:
        """The ids beside the programme."""
        return [found["name"] for found in HOLE.finditer(self.template) if found["name"] != "programme"]

    def fill(self, programme: str, part: Part | None) -> str:
        """The path with a programme and the ids of a part; without a part, ids that nothing has."""
        before = ""

        def value(found: re.Match[str]) -> str:
            nonlocal before
            literal = self.template[: found.start()].rstrip("/").rpartition("/")[2]
            if found["name"] == "programme":
                return programme
            before = literal if not literal.startswith("<") else before
            return self._value(found["kind"] or "str", found["name"], before, part)

        return "/" + HOLE.sub(value, self.template)

    def _value(self, kind: str, name: str, before: str, part: Part | None) -> str:
        if name in PLAIN:
            return PLAIN[name]
        if not self.has_programme and before not in PLACES:
            return {"int": "1", "uuid": str(uuid.UUID(int=1))}.get(kind, "x")
        assert before in PLACES, f"{self.template}: tests/proof/addresses.py does not tell what the id after {before!r} names"
        label, field = PLACES[before]
        if part is None:
            return {"int": "999999999", "uuid": str(uuid.UUID(int=7))}.get(kind, "bestaat-niet")
        return str(getattr(part[label], field))


def routes() -> list[Route]:
    """Every pattern of the site, each once."""
    found = [Route(name or template, template, callback) for name, template, callback in _walk(get_resolver(), "")]
    return list({each.template: each for each in found}.values())


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str, Any]]:
    for entry in resolver.url_patterns:
        template = prefix + _text(entry)
        if isinstance(entry, URLPattern):
            yield entry.name or "", template, entry.callback
        else:
            yield from _walk(entry, template)


def _text(entry: URLPattern | URLResolver) -> str:
    pattern = entry.pattern
    if isinstance(pattern, RoutePattern):
        return str(pattern._route)
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)\)?", r"<\1>", str(pattern))  # an old-style pattern, of the sign-in library or of a router
    return plain.removeprefix("^").removesuffix("$").removesuffix(r"\Z").replace("/?", "/").replace("\\", "")
