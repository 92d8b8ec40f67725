"""Hoeveel scholen staan op elk niveau? Alleen wat Python zelf meebrengt.

Zet je sleutel in de omgeving: WARMESCHOLEN_SLEUTEL=ws_sleutel_...
"""

import csv
import io
import os
import urllib.request
from collections import Counter

site = os.environ.get("WARMESCHOLEN_SITE", "http://localhost:8000")
programma = os.environ.get("WARMESCHOLEN_PROGRAMMA", "warme-scholen")
adres = f"{site}/api/v1/{programma}/observations/?source=agreed&format=csv"
vraag = urllib.request.Request(adres, headers={"Authorization": "Bearer " + os.environ["WARMESCHOLEN_SLEUTEL"]})

with urllib.request.urlopen(vraag) as antwoord:
    rijen = list(csv.DictReader(io.TextIOWrapper(antwoord, "utf-8", newline="")))

tel = Counter((rij["round"], rij["indicator_name"], rij["level_name"]) for rij in rijen)
for (ronde, indicator, niveau), aantal in sorted(tel.items()):
    print(f"ronde {ronde}  {indicator}  {niveau}: {aantal}")
