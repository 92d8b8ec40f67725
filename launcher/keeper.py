"""The keeper: a process that starts one server, watches it, and stops it when nobody uses it any more.

Users hold a shared lock, which the kernel drops however they die. So a server is shared by commands that run at the
same time, ends with the last of them, and ends cleanly after a hard death of all of them.
"""

import os
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

from launcher import files, home, kernel
from launcher.locks import Lock
from launcher.postgres import Postgres
from launcher.processes import Child, Job, start, stop
from launcher.project import Area, Project
from launcher.service import Place, Service
from launcher.talk import Refusal, disk_is_full, full_disk, refusal_of
from launcher.valkey import Valkey

SERVICES: dict[str, Service] = {"postgres": Postgres(), "valkey": Valkey()}
LOOK = 0.1  # seconds between two looks at the server and its users
START_WITHIN = 60.0
STOP_WITHIN = 30.0
PASSING = ("in use", "already exists", "could not create any TCP/IP sockets", "Failed listening")


def lock_path(area: Area, service: str, kind: str) -> Path:
    """Path of a lock: `keeper` (it lives), `users` (shared by who uses it) or `start` (one starts at a time)."""
    return area.folder / "locks" / f"{service}.{kind}"


def state_path(area: Area, service: str) -> Path:
    """Path of what is known of the running server: its process, port and address."""
    return area.folder / f"{service}.json"


def keep(project: Project, area: Area, service: Service, ready: int) -> int:
    """Keep one server until nobody uses it; say on the pipe `ready` that it serves, or why not."""
    mine = Lock(lock_path(area, service.name, "keeper"))
    mine.wait(START_WITHIN, f"Another keeper holds the {service.title}.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    child: Child | None = None
    try:
        child = bring_up(project, area, service)
        os.write(ready, b"ready")
        os.close(ready)
        return _watch(area, service, child)
    except (Refusal, OSError) as error:
        if child is None:
            os.write(ready, str(_reason(error, area)).encode())
        return 1
    finally:
        if child:
            stop(child)
        if not area.keeps:
            _clear(area, service)


def bring_up(project: Project, area: Area, service: Service) -> Child:
    """Start the server and wait until it answers; a cause that passes, such as a port just taken, is tried again."""
    place = Place(project, area, home.find_or_make(area), files.secret(area.folder / f"{service.name}.secret"))
    end_orphan(area, service)
    service.prepare(place)
    deadline = time.monotonic() + START_WITHIN
    known: object = files.read_json(state_path(area, service.name)).get("port")
    while True:
        port = free_port(known if isinstance(known, int) else 0)
        child = _attempt(place, service, port, deadline)
        if child.running:
            return child
        said = area.log(service.name).read_text(encoding="utf-8", errors="replace")
        if time.monotonic() > deadline or not any(word in said for word in PASSING):
            raise Refusal(f"The {service.title} did not start ({_telling(said)}); see {area.log(service.name)}.")
        known = 0
        time.sleep(LOOK)


def end_orphan(area: Area, service: Service) -> None:
    """End a server whose keeper died hard, if it is still there."""
    pid = _orphan(area, service)
    for signum in (*service.stop_signals, signal.SIGKILL):
        if not pid:
            return
        os.kill(pid, signum)
        deadline = time.monotonic() + STOP_WITHIN / 2
        while time.monotonic() < deadline and _orphan(area, service):
            time.sleep(LOOK / 4)
        pid = _orphan(area, service)


def free_port(wanted: int) -> int:
    """Give the wanted port if it is free, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Refusal("No free port on 127.0.0.1.")


def _attempt(place: Place, service: Service, port: int, deadline: float) -> Child:
    """Start the server once; it either answers or has ended when this returns."""
    child = start(
        Job(
            name=service.title,
            command=service.command(place, port),
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(place.home.folder)},
            cwd=place.home.folder,
            log=place.area.log(service.name),
            identity=place.home.identity,
            stop_signals=service.stop_signals,
            grace=STOP_WITHIN,
        ),
        stdin=service.stdin(place, port),
    )
    state = {"pid": child.process.pid, "port": port, "url": service.url(place.password, port)}
    try:
        files.write_json(state_path(place.area, service.name), state)
        while child.running and not service.is_ready(place, child, port):
            if time.monotonic() > deadline:
                stop(child)
            time.sleep(LOOK / 10)
    except BaseException:
        stop(child)
        raise
    return child


def _watch(area: Area, service: Service, child: Child) -> int:
    """Wait until the server ends or nobody uses it; the users' lock is then kept, so that newcomers wait."""
    users = Lock(lock_path(area, service.name, "users"))
    while child.running:
        if users.take():
            return 0
        time.sleep(LOOK)
    return 1


def _orphan(area: Area, service: Service) -> int:
    """Give the process of the last server, or 0; a number that belongs to another program by now is not it."""
    state = files.read_json(state_path(area, service.name))
    pid = int(state.get("pid", 0))
    running = kernel.command_of(pid)
    port = str(state.get("port"))
    return pid if running and service.name in running and port in running else 0


def _telling(said: str) -> str:
    """Pick the line of a log that most likely tells the reason."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "#" in line]
    return (telling or lines or ["it said nothing"])[-1]


def _reason(error: Refusal | OSError, area: Area) -> Refusal:
    found = home.find(area)
    if disk_is_full(found.folder if found else area.folder):
        return full_disk(found.folder if found else area.folder)
    return refusal_of(error, area.folder) if isinstance(error, OSError) else error


def _clear(area: Area, service: Service) -> None:
    found = home.find(area)
    if found:
        shutil.rmtree(found.folder / service.name, ignore_errors=True)
