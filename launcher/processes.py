"""Children of the launcher: started in groups of their own, ended for certain."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from launcher import files, kernel
from launcher.interrupts import hurried, shielded
from launcher.talk import Refusal, disk_is_full, full_disk

GRACE = 10.0  # seconds between the polite signal and the last one
PAUSE = 0.05


@dataclass(frozen=True)
class Identity:
    """The unprivileged user as whom root runs a server."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Job:
    """What to start: the name is the word used for it in sentences."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    cwd: Path
    log: Path | None = None  # without a log, the child writes where the launcher writes
    identity: Identity | None = None
    stdout: int | None = None  # without a log: another file descriptor for its output
    foreground: bool = False  # keeps the terminal, its Ctrl-C included
    stop_signals: Sequence[int] = (signal.SIGTERM,)  # the first also when the launcher dies hard
    grace: float = GRACE  # seconds for each of them


@dataclass(frozen=True)
class Child:
    """A started job."""

    job: Job
    process: subprocess.Popen[bytes]

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def ending(self) -> str:
        """Say in one sentence that it ended, and where to read why."""
        code = self.process.returncode
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        where = f"; see {self.job.log}" if self.job.log else ""
        return f"The {self.job.name} stopped unexpectedly ({how}){where}."


def start(job: Job, stdin: bytes | None = None) -> Child:
    """Start a child, unless in the foreground in a session of its own, where no Ctrl-C of the terminal reaches it."""
    log = _open_log(job.log)
    identity = job.identity
    try:
        process = subprocess.Popen(
            [str(word) for word in job.command],
            env=dict(job.env),
            cwd=job.cwd,
            stdin=_stdin(job, stdin),
            stdout=log or job.stdout,
            stderr=log,
            start_new_session=not job.foreground,
            user=identity.uid if identity else None,
            group=identity.gid if identity else None,
            extra_groups=[] if identity else None,
            preexec_fn=dying_with_parent(job.stop_signals[0]),  # noqa: PLW1509 - the launcher has one thread
        )
    finally:
        if log is not None:
            log.close()
    if stdin is not None and process.stdin is not None:
        with process.stdin as pipe:
            pipe.write(stdin)
    return Child(job, process)


def dying_with_parent(signum: int) -> Callable[[], None]:
    """Make the step between fork and exec that ties a child's life to this process."""
    parent = os.getpid()

    def tie() -> None:
        kernel.follow_parent(signum)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def stop(child: Child) -> None:
    """End a child: each of its signals in turn with its grace, then SIGKILL for it and what is left of its group."""
    with shielded():
        for signum in child.job.stop_signals:
            if not child.running:
                break
            child.process.send_signal(signum)
            _wait(child, child.job.grace)
        _kill_group(child)
        child.process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """End children, the last started first; they take their leave at the same time."""
    with shielded():
        for child in reversed(children):
            if child.running:
                child.process.send_signal(child.job.stop_signals[0])
        for child in reversed(children):
            _wait(child, child.job.grace)
            stop(child)


def complete(job: Job, meanwhile: Callable[[], None] = lambda: None) -> int:
    """Run a job to its end and give its exit code; when `meanwhile` raises, the job is stopped."""
    child = start(job)
    try:
        while child.running:
            meanwhile()
            _nap(child)
    finally:
        stop(child)
    return exit_code(child)


def exit_code(child: Child) -> int:
    """Give an ended child's exit code, as a shell would: 128 and more for a signal."""
    code = child.process.returncode
    return code if code >= 0 else 128 - code


def failed_step(job: Job, code: int) -> Refusal:
    """Give the refusal for a job that ended with an error."""
    if disk_is_full(job.cwd):
        return full_disk(job.cwd)
    where = f"; see {job.log}" if job.log else "; its message is above"
    return Refusal(f"{job.name} failed (exit code {code}){where}.")


def refuse_ended(children: Iterable[Child]) -> None:
    """Raise Refusal when one of these children has ended."""
    for child in children:
        if not child.running:
            raise Refusal(child.ending())


def _stdin(job: Job, text: bytes | None) -> int | None:
    if text is not None:
        return subprocess.PIPE
    return None if job.foreground else subprocess.DEVNULL


def _open_log(path: Path | None) -> IO[bytes] | None:
    if path is None:
        return None
    files.private_folder(path.parent)
    if path.exists():
        path.replace(path.with_name(path.name + ".1"))
    return path.open("wb")


def _nap(child: Child) -> None:
    try:
        child.process.wait(PAUSE)
    except subprocess.TimeoutExpired:
        return


def _wait(child: Child, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while child.running and time.monotonic() < deadline and not hurried():
        _nap(child)


def _kill_group(child: Child) -> None:
    try:
        os.killpg(child.process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
