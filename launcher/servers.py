"""The servers for a command: those in DATABASE_URL and REDIS_URL, or embedded ones, shared with other commands."""

import os
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from launcher import files, home
from launcher.interrupts import shielded
from launcher.keeper import SERVICES, START_WITHIN, STOP_WITHIN, end_orphan, lock_path, state_path
from launcher.locks import PAUSE, Lock, is_held
from launcher.project import Area, Project
from launcher.service import Service
from launcher.talk import Refusal

ANSWER_WITHIN = 5.0  # seconds
WIPE_WITHIN = 3.0
PORTS = {"DATABASE_URL": 5432, "REDIS_URL": 6379}


class Lease:
    """The use of one embedded server, from `begin` to `release`."""

    def __init__(self, project: Project, area: Area, service: Service) -> None:
        """Name the server; nothing is started yet."""
        self.project, self.area, self.service = project, area, service
        self._users = Lock(lock_path(area, service.name, "users"))
        self._start = Lock(lock_path(area, service.name, "start"))
        self._keeper: subprocess.Popen[bytes] | None = None
        self._ready: int | None = None

    def begin(self) -> None:
        """Become a user; where no keeper lives, set one to work."""
        busy = f"The {self.service.title} is being started or stopped by another command: try again."
        self._start.wait(START_WITHIN, busy)
        self._users.wait(STOP_WITHIN * 2, busy, shared=True)
        if not self.alive():
            self._ready, says = os.pipe()
            self._keeper = _start_keeper(self.project, self.area, self.service, says)
            os.close(says)

    def finish(self) -> str:
        """Wait until the server answers and give its address.

        Raises Refusal with the keeper's reason when it does not.
        """
        answer = "ready" if self._ready is None else self._answer(self._ready)
        if answer != "ready":
            raise Refusal(answer or f"The {self.service.title} did not start; see {self.area.log('keeper')}.")
        self._start.drop()
        return str(files.read_json(state_path(self.area, self.service.name))["url"])

    def alive(self) -> bool:
        """Tell whether a keeper lives, and so the server."""
        return is_held(lock_path(self.area, self.service.name, "keeper"))

    def release(self) -> None:
        """End the use; the last user waits until the server has stopped."""
        with shielded():
            self._users.drop()
            self._start.drop()
            deadline = time.monotonic() + STOP_WITHIN * 2
            while self.alive() and not self._used_by_others() and time.monotonic() < deadline:
                time.sleep(PAUSE)
            if self._keeper and not self.alive():
                self._keeper.wait()

    def _answer(self, ready: int) -> str:
        readable, _, _ = select.select([ready], [], [], START_WITHIN * 2)
        answer = os.read(ready, 4096).decode() if readable else ""
        os.close(ready)
        self._ready = None
        return answer

    def _used_by_others(self) -> bool:
        """Tell a lock that others share from one that the keeper holds while it stops the server."""
        probe = Lock(self._users.path)
        if probe.take():
            probe.drop()
            return False
        shared = probe.take(shared=True)
        probe.drop()
        return shared


@dataclass(frozen=True)
class Servers:
    """The servers of a command: their addresses by variable, and the leases of the embedded ones."""

    addresses: Mapping[str, str]
    leases: tuple[Lease, ...]

    def refuse_ended(self) -> None:
        """Raise Refusal when an embedded server has ended."""
        for lease in self.leases:
            if not lease.alive():
                log = lease.area.log(lease.service.name)
                raise Refusal(f"The {lease.service.title} stopped unexpectedly; see {log}.")

    @property
    def embedded(self) -> frozenset[str]:
        """Variables whose server is embedded."""
        return frozenset(lease.service.variable for lease in self.leases)


@contextmanager
def running(project: Project, area: Area) -> Iterator[Servers]:
    """Have both servers run for the length of a block, started for it or found running.

    Raises Refusal when one cannot be started or, being given by address, does not answer.
    """
    foreign = {service.variable: given(service) for service in SERVICES.values() if given(service)}
    for variable, address in foreign.items():
        refuse_silent(variable, address)
    leases = [Lease(project, area, service) for service in SERVICES.values() if service.variable not in foreign]
    with ExitStack() as stack:
        for lease in leases:
            stack.callback(lease.release)  # the last started is released first
            lease.begin()
        embedded = {lease.service.variable: lease.finish() for lease in leases}
        yield Servers(foreign | embedded, tuple(leases))


def wipe(area: Area) -> None:
    """Remove the data of the embedded servers of an area; those given by address are left alone.

    Raises Refusal when a command still uses them.
    """
    for service in SERVICES.values():
        if given(service):
            continue
        with ExitStack() as stack:
            for kind in ("start", "users"):
                lock = Lock(lock_path(area, service.name, kind))
                stack.callback(lock.drop)
                lock.wait(
                    WIPE_WITHIN,
                    f"The {service.title} in {area.folder} is in use: stop the demo and its commands first.",
                )
            end_orphan(area, service)
            found = home.find(area)
            if found:
                shutil.rmtree(found.folder / service.name, ignore_errors=True)


def given(service: Service) -> str:
    """Give the address of a server that somebody else runs, or an empty text."""
    return os.environ.get(service.variable, "").strip()


def refuse_silent(variable: str, address: str) -> None:
    """Raise Refusal when nothing answers at a server's address; one on a socket is not tried."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or PORTS[variable]
    except ValueError as error:
        raise Refusal(f"{variable} is not an address ({error}).") from error
    if not parts.scheme or (variable == "DATABASE_URL" and not parts.path.strip("/")):
        raise Refusal(f"{variable} needs the form scheme://user:password@host:port/name.")
    if not host:
        return
    try:
        socket.create_connection((host, port), ANSWER_WITHIN).close()
    except OSError as error:
        raise Refusal(
            f"No server answers at {host}:{port} ({error}): start it, correct {variable}, or unset it to use the embedded server.",
        ) from error


def _start_keeper(project: Project, area: Area, service: Service, says: int) -> subprocess.Popen[bytes]:
    log = area.log("keeper")
    files.private_folder(log.parent)
    with log.open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "launcher", "keep", area.name, service.name, str(says)],
            cwd=project.root,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
            pass_fds=[says],
        )
