"""`make demo` on real embedded servers, with stand-ins for Django."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable

import pytest

from tests.launcher.checkout import Checkout, free_port
from tests.processes import wait_until


def _status(port: int) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/")
        return line.getresponse().status
    finally:
        line.close()


def _serving(clone: Checkout, port: int = 0) -> subprocess.Popen[str]:
    demo = clone.make("demo", PORT=str(port or free_port()))
    assert demo.stderr
    for line in demo.stderr:
        if "Ctrl-C stops everything" in line:
            return demo
    raise AssertionError(clone.alive())


def _launcher_of(make: subprocess.Popen[str], clone: Checkout) -> int:
    return next(pid for pid, command in clone.alive().items() if command.split()[1:] == ["-m", "launcher", "demo"])


def test_a_demo_without_serving_ends_well_and_leaves_reports_and_no_process(clone: Checkout) -> None:
    done = clone.run("demo", SERVE="0")

    assert done.returncode == 0, done.stderr
    assert (clone.demo / "reports" / "programme.pdf").exists()
    assert clone.alive() == {}
    assert "beheer@warmescholen.example" in done.stdout
    assert "warme-demo-2026" in done.stdout
    assert set(json.loads((clone.demo / "timings.json").read_text())) == {"setup", "load", "reports", "total"}


def test_a_second_demo_keeps_the_data_and_reset_starts_over(own_clone: Checkout) -> None:
    own_clone.run("demo", SERVE="0")
    own_clone.run("demo", SERVE="0")
    kept = own_clone.manage('ask "SELECT count(*) FROM run"')
    (own_clone.demo / "reports" / "old.pdf").touch()

    done = own_clone.run("demo", SERVE="0", RESET="1")

    assert kept == ["2"]
    assert done.returncode == 0, done.stderr
    assert own_clone.manage('ask "SELECT count(*) FROM run"') == ["1"]
    assert not (own_clone.demo / "reports" / "old.pdf").exists()


def test_static_files_are_gathered_again_only_when_they_changed(own_clone: Checkout) -> None:
    source = own_clone.root / "static" / "site.css"
    source.parent.mkdir()
    source.write_text("a {}\n")
    own_clone.run("demo", SERVE="0")
    gathered = own_clone.demo / "log" / "static.log"
    first = gathered.stat().st_mtime_ns

    own_clone.run("demo", SERVE="0")
    second = gathered.stat().st_mtime_ns
    source.write_text("a { color: red }\n")
    own_clone.run("demo", SERVE="0")

    assert second == first
    assert gathered.stat().st_mtime_ns != first


def test_the_site_answers_while_the_demo_serves_and_other_commands_share_its_servers(own_clone: Checkout) -> None:
    port = free_port()
    demo = _serving(own_clone, port)
    server = own_clone.state("postgres")["pid"]

    rows = own_clone.manage('ask "SELECT count(*) FROM run"')
    reset = own_clone.run("demo", SERVE="0", RESET="1")
    second = own_clone.run("demo", SERVE="0")

    assert rows == ["1"]
    assert reset.returncode != 0
    assert "is in use" in reset.stderr
    assert second.returncode == 0, second.stderr
    assert own_clone.state("postgres")["pid"] == server
    assert _status(port) == 200
    demo.terminate()
    demo.communicate()
    assert own_clone.alive() == {}


@pytest.mark.parametrize(
    ("signum", "to_make"),
    [(signal.SIGINT, True), (signal.SIGTERM, True), (signal.SIGHUP, True), (signal.SIGINT, False), (signal.SIGHUP, False)],
)
def test_a_stop_signal_to_make_or_to_the_launcher_ends_everything(own_clone: Checkout, signum: signal.Signals, *, to_make: bool) -> None:
    demo = _serving(own_clone)
    assert len(own_clone.alive()) > 8

    os.kill(demo.pid if to_make else _launcher_of(demo, own_clone), signum)
    demo.communicate(timeout=30)

    assert own_clone.alive() == {}


def test_a_stop_signal_during_a_step_ends_everything(own_clone: Checkout) -> None:
    (own_clone.root / "manage.py").write_text("import signal; print('waiting', flush=True); signal.pause()\n")
    demo = own_clone.make("demo", SERVE="0")
    assert demo.stdout
    assert demo.stdout.readline() == "waiting\n"

    os.kill(_launcher_of(demo, own_clone), signal.SIGINT)
    demo.communicate(timeout=30)

    assert demo.returncode != 0
    assert own_clone.alive() == {}


def _kill_launcher(clone: Checkout, demo: subprocess.Popen[str]) -> None:
    os.kill(_launcher_of(demo, clone), signal.SIGKILL)
    wait_until(lambda: clone.alive() == {})


def _kill_keepers(clone: Checkout, demo: subprocess.Popen[str]) -> None:
    for pid in [pid for pid, command in clone.alive().items() if "launcher keep" in command]:
        os.kill(pid, signal.SIGKILL)
    assert demo.wait(30) != 0


def _kill_everything(clone: Checkout, demo: subprocess.Popen[str]) -> None:
    while clone.alive():
        for pid in clone.alive():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
    demo.wait(30)


@pytest.mark.parametrize("kill", [_kill_launcher, _kill_keepers, _kill_everything])
def test_after_a_hard_death_the_data_are_there_again(own_clone: Checkout, kill: Callable[[Checkout, subprocess.Popen[str]], None]) -> None:
    demo = _serving(own_clone)

    kill(own_clone, demo)

    assert own_clone.manage('ask "SELECT count(*) FROM run"') == ["1"]
    assert own_clone.alive() == {}


def test_killing_everything_leaves_the_next_start_whole_for_each_user(clone: Checkout) -> None:
    demo = _serving(clone)

    _kill_everything(clone, demo)
    done = clone.run("demo", SERVE="0")

    assert done.returncode == 0, done.stderr
    assert clone.manage('ask "SELECT count(*) FROM run"') == ["2"]


@pytest.mark.parametrize(("part", "word"), [("worker", "The worker"), ("gunicorn", "The web server"), ("postgres", "The database server")])
def test_a_part_that_dies_ends_the_demo_with_a_sentence(own_clone: Checkout, part: str, word: str) -> None:
    demo = _serving(own_clone)
    found = own_clone.alive().items()
    pid = own_clone.state(part).get("pid") or next(pid for pid, command in found if part in command and "-m" in command)

    os.kill(pid, signal.SIGKILL)
    _, said = demo.communicate(timeout=30)

    assert demo.returncode != 0
    assert f"{word} stopped unexpectedly" in said
    assert "Traceback" not in said
    assert own_clone.alive() == {}


def test_a_step_that_fails_ends_the_demo(own_clone: Checkout) -> None:
    (own_clone.root / "manage.py").write_text("import sys; sys.exit('No good.')\n")

    done = own_clone.run("demo", SERVE="0")

    assert done.returncode != 0
    assert "manage.py setup_database failed" in done.stderr
    assert own_clone.alive() == {}


def test_a_taken_port_is_said_before_anything_is_done(own_clone: Checkout) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = own_clone.run("demo", PORT=str(port))

    assert done.returncode != 0
    assert done.stderr.startswith(f"Port {port} is taken")
    assert not own_clone.demo.exists()


@pytest.mark.parametrize(("name", "value"), [("PORT", "eight"), ("PORT", "70000"), ("SERVE", "perhaps"), ("RESET", "2")])
def test_a_variable_that_means_nothing_is_refused(own_clone: Checkout, name: str, value: str) -> None:
    done = own_clone.run("demo", **{name: value})

    assert done.returncode != 0
    assert done.stderr.startswith(f"{name} is '{value}'")
