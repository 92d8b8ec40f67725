"""Checkouts for the tests of the launcher."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher import checkout
from tests.launcher.checkout import Checkout

AS_ROOT = os.geteuid() == 0


@pytest.fixture(params=["root", "daemon"] if AS_ROOT else [""])
def clone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Checkout]:
    """A checkout used by root in a folder that only root enters, and one of an ordinary user."""
    user = request.param if request.param != "root" else ""
    folder = Path(tempfile.mkdtemp(prefix="clone-")) if user else tmp_path
    if user:
        shutil.chown(folder, user)
    made = checkout.new(folder / "my clone", user)
    yield made
    made.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_clone(tmp_path: Path) -> Iterator[Checkout]:
    """A checkout used by whoever runs the tests."""
    made = checkout.new(tmp_path / "clone")
    yield made
    made.remove()
