"""What every answer tells a browser, found by walking the addresses: a page that is added carries it by itself."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver

from warmescholen.tenancy.models import Programme
from warmescholen.ui import headers
from warmescholen.ui.middleware import SecurityHeadersMiddleware, holds_secret

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": headers.PERMISSIONS,
}
FILLERS = {"programme": "eigen", "pk": "1", "uuid": "0b0e7f2e-6a10-4b1c-8d0c-0d5a3f1c2b4a"}


def patterns(resolver: URLResolver, before: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += patterns(entry, before + str(entry.pattern))
        else:
            found.append((before, entry))
    return found


def addresses() -> list[str]:
    """Every address without regular expressions, with something in the place of its parts."""
    found = []
    for before, entry in patterns(get_resolver()):
        parts = (before + str(entry.pattern)).replace("^", "")
        if "(?P" in parts or "\\" in parts:
            continue
        while "<" in parts:
            head, _, rest = parts.partition("<")
            name, _, tail = rest.partition(">")
            parts = f"{head}{FILLERS.get(name.rpartition(':')[2], '1')}{tail}"
        found.append(f"/{parts}")
    return found


def test_every_address_carries_the_headers(programme: Programme) -> None:
    assert len(addresses()) > 15
    for address in addresses():
        answer = Client(raise_request_exception=False).get(address)
        assert {name: answer.headers.get(name) for name in FIXED} == FIXED, address
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, address
        assert answer.headers["Cache-Control"], address
        assert "unsafe" not in answer.headers["Content-Security-Policy"], address


@pytest.mark.parametrize("address", ["/nergens/niets/bestaat/", "/accounts/login/", "/"])
def test_pages_are_kept_nowhere(db: None, address: str) -> None:
    assert "no-store" in Client().get(address).headers["Cache-Control"]


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in headers.PAGE_POLICY.split(";"))
    assert rules.pop("report-uri") == headers.CSP_REPORTS
    assert rules.pop("default-src") == "'none'"
    assert set(rules.values()) <= {"'self'", "'none'"}
    assert {"base-uri", "object-src", "frame-ancestors", "form-action"} <= rules.keys()


def test_static_files_carry_them_too() -> None:
    """The middleware stands before the one that serves static files."""
    from django.conf import settings

    order = settings.MIDDLEWARE
    assert order.index("warmescholen.ui.middleware.SecurityHeadersMiddleware") < order.index("whitenoise.middleware.WhiteNoiseMiddleware")
    assert finders.find("icon.svg")


def after(view_answer: HttpResponse, *, match: ResolverMatch | None = None) -> HttpResponse:
    """The answer as the middleware lets it go."""

    def view(request: HttpRequest) -> HttpResponse:
        if match is not None:
            request.resolver_match = match
        return view_answer

    answer = SecurityHeadersMiddleware(view)(RequestFactory().get("/"))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_download_runs_nothing_even_when_it_is_opened() -> None:
    answer = after(HttpResponse(b"<script>1</script>", headers={"Content-Disposition": 'attachment; filename="x.html"'}))
    assert answer["Content-Security-Policy"] == headers.DOWNLOAD_POLICY
    assert "sandbox" in headers.DOWNLOAD_POLICY


def test_a_view_may_keep_its_own_caching() -> None:
    assert after(HttpResponse(headers={"Cache-Control": "public, max-age=60"}))["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("part", sorted(headers.SECRET_PARTS))
def test_an_address_with_a_secret_is_not_told_to_the_next_page(part: str) -> None:
    match = ResolverMatch(lambda: None, (), {part: "x"}, "ergens")
    assert after(HttpResponse(), match=match)["Referrer-Policy"] == "no-referrer"


def test_an_ordinary_address_is_told_within_the_site_only(db: None) -> None:
    assert Client().get("/accounts/login/").headers["Referrer-Policy"] == "same-origin"


def test_every_address_whose_name_tells_of_a_secret_counts_as_one() -> None:
    """A page for invitations or guests whose part is called otherwise would slip through: this finds it."""
    words = ("token", "reset_password_from_key/", "password_reset_from_key", "confirm_email", "uitnodiging", "invitation_accept", "guest")
    for _before, entry in patterns(get_resolver()):
        name, parts = entry.name or "", entry.pattern.regex.groupindex
        if not any(word in name for word in words) or not parts or name.endswith("_done"):
            continue
        request = RequestFactory().get("/")
        request.resolver_match = ResolverMatch(lambda: None, (), dict.fromkeys(parts, "x"), name)
        if "programme" not in parts:
            assert holds_secret(request), name
