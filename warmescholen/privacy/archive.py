"""A person's data as a file: JSON for a program, and a table per kind for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from warmescholen.files.cells import csv_cell
from warmescholen.privacy.export import Part, PersonalData

READ_ME = """Dit is alles wat Warme Scholen van je bewaart.

gegevens.json bevat alles in een bestand; de andere bestanden zijn tabellen voor een rekenblad, een per soort.
Een apostrof voor een tekst die met = of een ander teken van een formule begint, staat er opdat een rekenblad hem als tekst leest.
Geheimen (je wachtwoord, sleutels, codes) staan er niet bij: die zijn alleen onleesbaar bewaard.
"""


def pack(data: PersonalData) -> bytes:
    """The ZIP file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lees-mij.txt", READ_ME)
        archive.writestr("gegevens.json", as_json(data))
        for part in data.parts:
            archive.writestr(f"{part.key}.csv", as_table(part))
    return packed.getvalue()


def as_json(data: PersonalData) -> str:
    """All parts in one document."""
    parts = {part.key: {"wat": part.what, "rijen": part.rows} for part in data.parts}
    return json.dumps({"gemaakt_op": timezone.now(), "delen": parts}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def as_table(part: Part) -> str:
    """One part as a table, beginning with the sign by which a spreadsheet reads it as UTF-8."""
    target = io.StringIO()
    target.write("\ufeff")
    columns = list(part.rows[0])
    writer = csv.writer(target)
    writer.writerow(csv_cell(name) for name in columns)
    writer.writerows([csv_cell(_plain(row[name])) for name in columns] for row in part.rows)
    return target.getvalue()


def _plain(value: Any) -> Any:
    """Lists and the like as JSON; what a cell can hold stays as it is."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, list | dict | tuple) else value
