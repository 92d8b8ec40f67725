"""What plain values cannot know of a model: rows that the parts of a programme share, and fields with rules of their own."""

from __future__ import annotations

import datetime
import zlib
from typing import Any

from django.utils import timezone

# Rows of the programme itself, of which each programme has one set.
SHARED = {
    "indicators.indicator",
    "indicators.indicatorversion",
    "indicators.level",
    "indicators.leveldescriptor",
    "indicators.round",
    "indicators.roundindicator",
    "indicators.roundtransition",
    "indicators.scale",
    "networks.city",
    "networks.umbrella",
    "schools.topic",
}
# Written by the doors' own writer, never by the walk.
LEFT_TO_OTHERS = {"audit.accessentry"}

TODAY = timezone.localdate()
MONTH = datetime.timedelta(days=30)
YEAR_AGO = TODAY - datetime.timedelta(days=365)


def of_programme(part: Any) -> int:
    """A number that stands in an address: another one in each programme, so that one's number is nothing in the other."""
    return 1 + zlib.crc32(part.name.rpartition("-")[0].encode()) % 30_000


SPECIAL: dict[str, dict[str, Any]] = {
    "indicators.indicator": {"number": of_programme},
    "indicators.round": {"number": of_programme, "state": "closed", "opens_on": YEAR_AGO, "closes_on": TODAY},
    "schools.placement": {"starts_on": YEAR_AGO, "ends_on": None},
    "schools.flywheelteam": {"starts_on": YEAR_AGO, "ends_on": None},
    "schools.flywheelmember": {"starts_on": YEAR_AGO, "ends_on": None},
    "schools.institutionnumber": {"number": lambda part: f"{zlib.crc32(part.name.encode()) % 1_000_000:06d}"},
    "schools.grant": {"role": "vliegwiellid", "network": None, "starts_on": YEAR_AGO, "ends_on": None},
    "schools.invitation": {"role": "vliegwiellid", "network": None, "used_at": None, "used_by": None, "revoked_at": None},
    "schools.session": {
        "kind": "individueel",
        "group": None,
        "state": "held",
        "school_year": YEAR_AGO.year,
        "note_team": lambda part: f"{part.team} nota van het team",
    },
    "schools.sessionprivatenote": {"text": lambda part: f"{part.secret} nota voor mezelf"},
    "sprints.sprint": {
        "starts_on": TODAY - datetime.timedelta(days=30),
        "ends_on": TODAY + datetime.timedelta(days=30),
        "state": "running",
        "frozen": None,
    },
    "privacy.erasurerequest": {"withdrawn_at": timezone.now()},  # one open request a person
    "sprints.initiative": {"carried_from": None},
}
