"""Fixtures of the API's tests: two programmes are built once for a file, and what a test changes is rolled back."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.api.world import World, build
from warmescholen.tenancy.models import Programme


@pytest.fixture(scope="module")
def worlds(committed: None) -> tuple[World, World]:
    """The own programme, and another one with as many rows."""
    names = {"eigen": "Eigen programma", "ander": "Ander programma"}
    own, other = (build(Programme.objects.create(slug=slug, name=name)) for slug, name in names.items())
    return own, other


@pytest.fixture
def world(worlds: tuple[World, World], db: None) -> World:
    return deepcopy(worlds[0])


@pytest.fixture
def other(worlds: tuple[World, World], db: None) -> World:
    return deepcopy(worlds[1])
