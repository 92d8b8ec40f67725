"""Loaded before anything else: gives each test process a database, a queue and a folder of its own."""

from __future__ import annotations

import os
import tempfile
from urllib.parse import urlsplit, urlunsplit

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "solo")


def _own_database(url: str) -> str:
    parts = urlsplit(url)
    name = parts.path.lstrip("/") or "warmescholen"
    return urlunsplit(parts._replace(path=f"/{name}_test_{WORKER}"))


for name in ("DATABASE_URL", "REDIS_URL"):
    if name not in os.environ:
        pytest.exit(f"{name} is not set: run `make test`, which starts the servers that the tests talk to.", returncode=4)

if not os.environ.get("WARMESCHOLEN_TEST_PROCESS"):
    os.environ["WARMESCHOLEN_TEST_PROCESS"] = WORKER
    os.environ["BASE_DATABASE_URL"] = os.environ["DATABASE_URL"]
elif os.environ["WARMESCHOLEN_TEST_PROCESS"] != WORKER:  # a worker process inherits what its controller set
    os.environ["WARMESCHOLEN_TEST_PROCESS"] = WORKER
os.environ["DATABASE_URL"] = _own_database(os.environ["BASE_DATABASE_URL"])
os.environ["WARMESCHOLEN_PROFILE"] = "test"
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["CELERY_QUEUE"] = f"tests-{WORKER}-{os.getpid()}"
os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="warmescholen-test-")
os.environ["STATIC_ROOT"] = tempfile.mkdtemp(prefix="warmescholen-static-")
os.environ["EMAIL_FILE_PATH"] = tempfile.mkdtemp(prefix="warmescholen-mails-")
