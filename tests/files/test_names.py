"""Names of files hold no paths and hide no other name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warmescholen.files.names import LONGEST, download, safe_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rapportage Gent (versie 1).pdf", "Rapportage Gent (versie 1).pdf"),
        ("École d'été é.pdf", "École d'été é.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("naam.pdf\x00.exe", "naam.pdf.exe"),
        ("x\r\nSet-Cookie: a=1", "xSet-Cookie- a=1"),
        ("..", "bestand"),
        ("", "bestand"),
        ("\u200b\ufeff", "bestand"),
        ("a" * 400 + ".pdf", "a" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_a_name_keeps_what_people_read(typed: str, kept: str) -> None:
    assert safe_name(typed) == kept


@given(st.text())
def test_every_name_is_one_that_can_be_kept(typed: str) -> None:
    name = safe_name(typed)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\:*?"<>|\r\n\0')
    assert name not in {".", ".."}
    assert safe_name(name) == name


def test_a_download_is_kept_as_a_file() -> None:
    answer = download(b"x", name="a/b\r\nc.pdf", content_type="application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="a-bc.pdf"'
