"""Filters of lists, as they stand in the address. What makes no sense there is no filter."""

from __future__ import annotations

from django.http import QueryDict

from schools.enums import SessionKind
from schools.queries.schools import SchoolFilters
from schools.queries.sessions import COMING, OVERDUE, SessionFilters

LONGEST = 80


def school_filters(asked: QueryDict) -> SchoolFilters:
    """Filters of the list of schools."""
    return SchoolFilters(network=_text(asked, "netwerk"), city=_text(asked, "stad"), umbrella=_text(asked, "koepel"), text=_text(asked, "q"))


def session_filters(asked: QueryDict) -> SessionFilters:
    """Filters of the list of sessions."""
    kind, period, adviser = (_text(asked, name) for name in ("soort", "periode", "begeleider"))
    return SessionFilters(
        network=_text(asked, "netwerk"),
        school=_text(asked, "school"),
        kind=kind if kind in SessionKind.values else "",
        period=period if period in {COMING, OVERDUE} or _is_number(period, digits=4) else "",
        adviser=int(adviser) if _is_number(adviser, digits=18) else None,
    )


def _text(asked: QueryDict, name: str) -> str:
    return asked.get(name, "").replace("\0", "").strip()[:LONGEST]


def _is_number(text: str, *, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits
