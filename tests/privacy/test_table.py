"""Every field that can say who somebody is stands in the table, with what becomes of it and how long it is kept."""

from __future__ import annotations

import pytest
from django.db import models

from schools.models import Grant, Invitation
from warmescholen.accounts.models import User
from warmescholen.privacy.identify import declared, identifies, identifying_fields
from warmescholen.privacy.table import DECLARED, Fate
from warmescholen.privacy.terms import TERMS


def test_every_field_that_can_identify_somebody_is_declared_and_no_line_is_stale() -> None:
    found = set(identifying_fields())
    assert found - DECLARED.keys() == set(), "declare these in warmescholen/privacy/table.py"
    assert DECLARED.keys() - found == set(), "these lines name no such field"


@pytest.mark.parametrize(
    "field",
    [
        models.ForeignKey(User, models.PROTECT, related_name="+"),
        models.EmailField("adres"),
        models.GenericIPAddressField("netwerk"),
        models.CharField("van wie", max_length=9),
        models.CharField("telefoonnummer", max_length=9),
        models.JSONField("e-mailadressen"),
    ],
    ids=lambda field: type(field).__name__,
)
def test_the_walk_would_notice_a_new_field(field: models.Field[object, object]) -> None:
    field.model, field.name = Grant, "nieuw"  # type: ignore[attr-defined]
    assert identifies(field)


def test_the_walk_leaves_other_fields_alone() -> None:
    assert not identifies(Invitation._meta.get_field("token_hash"))
    assert not identifies(Grant._meta.get_field("network"))


def test_each_line_has_a_term_and_tells_what_its_owner_gets() -> None:
    for label, line in DECLARED.items():
        assert line.term in TERMS, label
        assert bool(line.shows) is not bool(line.why_not), label
    assert {line.term for line in DECLARED.values()} <= TERMS.keys()


def test_the_columns_that_an_owner_gets_exist() -> None:
    for model, name, line in declared():
        if line.shows:
            list(model._base_manager.none().values(*line.shows))
            assert not set(line.shows) & {"token_hash", "key_hash", "password", "data"}, name


def test_a_fate_fits_its_kind_of_field() -> None:
    for model, name, line in declared():
        is_key = model._meta.get_field(name).is_relation
        assert (line.fate in {Fate.REPOINT, Fate.DELETE, Fate.ACCOUNT}) or not is_key, f"{model} {name}"
