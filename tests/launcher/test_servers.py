"""The embedded servers: private, on loopback only, found again, and not there when addresses are given."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from launcher import home
from launcher.project import Area
from tests.launcher.checkout import Checkout, free_port
from tests.processes import wait_until


def _listening(pid: int) -> set[str]:
    """Local addresses, in hexadecimal, at which a process listens."""
    sockets = {str(handle.readlink()) for handle in Path(f"/proc/{pid}/fd").iterdir() if handle.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in sockets:
                found.add(words[1].split(":")[0])
    return found


def test_data_are_private_and_the_servers_listen_on_loopback_only(clone: Checkout) -> None:
    demo = clone.make("manage", ARGS='ask "SELECT pg_sleep(60)"')
    wait_until(lambda: any("manage.py ask" in line for line in clone.alive().values()))
    servers = [clone.state(name)["pid"] for name in ("postgres", "valkey")]
    data = [Path(f"/proc/{pid}/cwd").readlink() for pid in servers]

    assert [_listening(pid) for pid in servers] == [{"0100007F"}, {"0100007F"}]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in data] == [0o700, 0o700]
    assert all(folder.stat().st_uid != 0 for folder in data)
    assert all(Path(f"/proc/{pid}").stat().st_uid == folder.stat().st_uid for pid, folder in zip(servers, data, strict=True))
    secrets = [clone.demo / name for name in ("secret", "postgres.secret", "valkey.secret", "postgres.json", "valkey.json")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    shown = " ".join(clone.alive().values())
    assert not any((clone.demo / f"{name}.secret").read_text().strip() in shown for name in ("postgres", "valkey"))
    demo.terminate()


def test_the_database_is_utf8_in_c_order_and_asks_a_password(shared_clone: Checkout) -> None:
    said = shared_clone.manage(
        "ask \"SELECT current_setting('server_encoding'), datcollate, current_setting('fsync'),"
        " (SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules) FROM pg_database WHERE datname = current_database()\"",
    )

    assert said == ["UTF8", "C.UTF-8", "on", "scram-sha-256"]


def test_given_addresses_are_used_and_nothing_is_started(own_clone: Checkout) -> None:
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}

    env = own_clone.manage("environment", DATABASE_URL=given["DATABASE_URL"], REDIS_URL=given["REDIS_URL"], APP_DATABASE_URL="postgresql://a@b/c")

    assert {name: env[name] for name in given} == given
    assert env["APP_DATABASE_URL"] == "postgresql://a@b/c"
    assert not (own_clone.demo / "postgres.json").exists()
    assert not (own_clone.demo / "valkey.json").exists()


def test_one_given_address_leaves_the_other_server_embedded(own_clone: Checkout) -> None:
    env = own_clone.manage("environment", REDIS_URL=os.environ["REDIS_URL"])

    assert env["REDIS_URL"] == os.environ["REDIS_URL"]
    assert f":{own_clone.state('postgres')['port']}/" in env["DATABASE_URL"]
    assert not (own_clone.demo / "valkey.json").exists()


def test_a_given_address_without_a_server_is_refused_without_its_password(shared_clone: Checkout) -> None:
    port = free_port()

    done = shared_clone.run("demo", SERVE="0", DATABASE_URL=f"postgresql://me:sesame@127.0.0.1:{port}/x")

    assert done.returncode != 0
    assert done.stderr.startswith(f"No server answers at 127.0.0.1:{port}")
    assert "sesame" not in done.stderr


def test_a_pid_file_of_another_process_does_not_hinder(shared_clone: Checkout) -> None:
    shared_clone.manage('ask "SELECT 1"')
    area = Area(shared_clone.demo)
    found = home.find(area)
    assert found
    pid_file = found.folder / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n1\n5432\n\n127.0.0.1\n")
    shutil.chown(pid_file, *((found.identity.uid, found.identity.gid) if found.identity else (os.getuid(), os.getgid())))

    assert shared_clone.manage('ask "SELECT 1"') == ["1"]


def test_a_copied_checkout_gets_servers_of_its_own_and_a_moved_one_keeps_its_data(own_clone: Checkout, tmp_path: Path) -> None:
    own_clone.run("demo", SERVE="0")
    shutil.copytree(own_clone.root, tmp_path / "copy", symlinks=True, ignore=shutil.ignore_patterns("servers"))
    copy = Checkout(tmp_path / "copy", "", own_clone.python)
    (copy.demo / "set-up.json").unlink()
    try:
        assert copy.manage('ask "SELECT count(*) FROM run"') == ["0"]
    finally:
        if not (copy.demo / home.POINTER).exists() or (copy.demo / home.POINTER).read_text() != (own_clone.demo / home.POINTER).read_text():
            copy.remove()
    own_clone.root = own_clone.root.rename(tmp_path / "moved")
    assert own_clone.manage('ask "SELECT count(*) FROM run"') == ["1"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers live outside")
def test_roots_servers_never_follow_a_pointer_to_a_foreign_folder(tmp_path: Path) -> None:
    area = Area(tmp_path / "demo")
    area.folder.mkdir()
    for target in ("/etc", "/var/lib/warmescholen-none", str(tmp_path), ""):
        (area.folder / home.POINTER).write_text(f"{target}\n")

        assert home.find(area) is None


def test_clean_removes_the_servers_folder_too(own_clone: Checkout) -> None:
    own_clone.manage('ask "SELECT 1"')
    found = home.find(Area(own_clone.demo))

    done = own_clone.run("clean")

    assert done.returncode == 0, done.stderr
    assert found
    assert not found.folder.exists()
    assert not (own_clone.root / "var").exists()
