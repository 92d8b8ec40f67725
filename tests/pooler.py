"""A real PgBouncer in transaction mode between the web and the database, for tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg2
from django.conf import settings

from tests.processes import wait_until

POOL = 2  # two connections for everybody, so that each is used by both programmes in turn
CONFIG = """\
[databases]
{name} = {place} dbname={name} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = plain
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits,options
logfile = {folder}/log
pidfile = {folder}/pid
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def pooled(folder: Path) -> Iterator[str]:
    """A pooler while the block runs; gives the address that `APP_DATABASE_URL` takes."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    assert Path(program).exists(), "PgBouncer is missing: install the package pgbouncer"
    app, port = settings.DATABASES["default"], free_port()
    place = f"host={app['HOST'] or '/var/run/postgresql'}" + (f" port={app['PORT']}" if app["PORT"] else "")
    values = {"name": app["NAME"], "user": app["USER"], "password": app["PASSWORD"], "place": place, "port": port, "folder": folder, "pool": POOL}
    (folder / "pgbouncer.ini").write_text(CONFIG.format(**values), "utf-8")
    (folder / "users.txt").write_text(f'"{app["USER"]}" "{app["PASSWORD"]}"\n', "utf-8")
    command = [program, str(folder / "pgbouncer.ini")]
    if os.geteuid() == 0:  # it refuses to run as root, so it runs as who owns the database's socket, or as nobody
        owner = Path(app["HOST"]).owner() if app["HOST"].startswith("/") else "nobody"
        owner = "nobody" if owner == "root" else owner
        shutil.chown(folder, owner)
        command[1:1] = ["-u", owner]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"postgresql://{quote(app['USER'])}:{quote(app['PASSWORD'])}@127.0.0.1:{port}/{app['NAME']}"
    try:
        wait_until(lambda: answers(address), seconds=20)
        yield address
    finally:
        process.terminate()
        process.wait()


def answers(address: str) -> bool:
    try:
        psycopg2.connect(address).close()
    except psycopg2.OperationalError:
        return False
    return True
