"""Checkouts for the tests of the launcher."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.launcher import checkout
from tests.launcher.checkout import Checkout

AS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="session")
def packages() -> Iterator[Path]:
    """The server packages, where every user can read them."""
    with _open_folder() as folder:
        checkout.copy_packages(folder)
        yield folder


@pytest.fixture(params=["root", "daemon"] if AS_ROOT else [""])
def clone(request: pytest.FixtureRequest, tmp_path: Path, packages: Path) -> Iterator[Checkout]:
    """A checkout used by root in a folder that only root enters, and one of an ordinary user."""
    user = request.param if request.param != "root" else ""
    with _open_folder() as folder:
        if user:
            shutil.chown(folder, user)
        made = checkout.new((folder if user else tmp_path) / "my clone", packages, user)
        yield made
        made.remove()


@pytest.fixture
def own_clone(packages: Path) -> Iterator[Checkout]:
    """A checkout used by whoever runs the tests."""
    with _open_folder() as folder:
        made = checkout.new(folder / "clone", packages)
        yield made
        made.remove()


@pytest.fixture(scope="module")
def shared_clone(packages: Path) -> Iterator[Checkout]:
    """A checkout for tests that leave nothing behind in it."""
    with _open_folder() as folder:
        made = checkout.new(folder / "clone", packages)
        yield made
        made.remove()


@contextmanager
def _open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="launcher-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
