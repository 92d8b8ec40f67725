"""Locks between processes. The kernel drops them when their holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path

from launcher.talk import Refusal

PAUSE = 0.03  # seconds between two tries


class Lock:
    """One process's hold, shared or exclusive, on a lock file; not inherited by children."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is locked yet."""
        self.path = path
        self._handle: int | None = None

    def take(self, *, shared: bool = False) -> bool:
        """Try once to get the lock, or to change between shared and exclusive."""
        if self._handle is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.drop()
            return False
        return True

    def wait(self, seconds: float, refusal: str, *, shared: bool = False) -> None:
        """Get the lock within so many seconds.

        Raises Refusal with the given sentence when it stays taken.
        """
        deadline = time.monotonic() + seconds
        while not self.take(shared=shared):
            if time.monotonic() > deadline:
                raise Refusal(refusal)
            time.sleep(PAUSE)

    def drop(self) -> None:
        """Let go; without a hold nothing happens."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_held(path: Path) -> bool:
    """Tell whether some process holds this lock, shared or exclusive."""
    lock = Lock(path)
    free = lock.take()
    lock.drop()
    return not free
