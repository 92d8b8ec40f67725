"""Being stopped: Ctrl-C, SIGTERM and SIGHUP, sent to the launcher or only to the make above it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from launcher import kernel

STOPPERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GLANCE = 0.5  # seconds between two looks at make


class Interrupted(BaseException):
    """Somebody asked the launcher to stop."""

    def __init__(self, signum: int) -> None:
        """Keep the signal's number; the exit code is 128 more."""
        super().__init__(signum)
        self.signum = signum


class _State:
    shielded = False
    asked = 0  # how often a stop was asked for while shielded
    make: int | None = None
    caught = 0


_state = _State()


def install() -> None:
    """Raise Interrupted in the main thread on a stop signal; a HUP that nohup ignores stays ignored."""
    for stopper in STOPPERS:
        if stopper != signal.SIGHUP or signal.getsignal(stopper) != signal.SIG_IGN:
            signal.signal(stopper, _on_signal)
    _watch_make()


def uninstall() -> None:
    """Stop looking at make: a last alarm while Python ends would end it the wrong way."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)


def hurried() -> bool:
    """Tell whether a stop was asked for again while things were being stopped."""
    return _state.asked > 0


@contextmanager
def shielded() -> Iterator[None]:
    """Let clean-up finish: a stop signal only makes it hurry."""
    before, _state.shielded = _state.shielded, True
    try:
        yield
    finally:
        _state.shielded = before


def resume() -> None:
    """Listen again after an Interrupted that was handled."""
    _state.shielded = False


def _on_signal(signum: int, _frame: FrameType | None) -> None:
    signal.setitimer(signal.ITIMER_REAL, 0)  # make most likely got the same signal
    if _state.shielded:
        _state.asked += 1
        return
    _state.shielded = True  # what follows is clean-up
    raise Interrupted(signum)


def _watch_make() -> None:
    """Notice that make was told to stop, although it does not pass INT and HUP on but waits for us.

    From its first stop signal on, make no longer catches that signal; the kernel shows this in /proc.
    """
    parent = os.getppid()
    if _name_of(parent) not in ("make", "gmake"):
        return
    kernel.follow_parent(signal.SIGTERM)
    _state.make, _state.caught = parent, _caught_by(parent)
    signal.signal(signal.SIGALRM, _look_at_make)
    signal.setitimer(signal.ITIMER_REAL, GLANCE, GLANCE)


def _look_at_make(_signum: int, frame: FrameType | None) -> None:
    if _state.make is None:
        return
    if _state.shielded:
        return
    lost = _state.caught & ~_caught_by(_state.make)
    for stopper in STOPPERS:
        if lost & (1 << (stopper - 1)):
            _on_signal(stopper, frame)
            return


def _name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _caught_by(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return _state.caught
    return int(status.split("SigCgt:", 1)[1].split(None, 1)[0], 16)
