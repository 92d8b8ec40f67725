"""Real processes for tests: workers that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


def wait_until(happened: Callable[[], bool], *, seconds: float = 60) -> None:
    """Return when it happened; fail when it did not within the time."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {seconds} s: {happened}")
        time.sleep(0.05)


class Worker:
    """A Celery worker in a process group of its own."""

    def __init__(self, **environment: str) -> None:
        command = [sys.executable, "-m", "celery", "-A", "warmescholen", "worker", "--pool", "prefork", "--concurrency", "1", "-l", "WARNING"]
        self._process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)

    def kill(self) -> None:
        """`kill -9` the worker with its children."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Let it end as an operator would."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def running_worker(**environment: str) -> Iterator[Worker]:
    """A worker while the block runs."""
    worker = Worker(**environment)
    try:
        yield worker
    finally:
        worker.stop()
