"""`make manage` runs manage.py with the demo's servers and prints nothing of its own."""

from __future__ import annotations

import json
import os
import signal

from tests.launcher.checkout import Checkout
from tests.processes import wait_until


def test_only_the_commands_own_output_is_printed(shared_clone: Checkout) -> None:
    done = shared_clone.run("manage", ARGS="words a 'b c' \"d$HOME\" $$ 100%")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["a", "b c", "d$HOME", "$$", "100%"]


def test_arguments_on_makes_command_line_arrive_as_typed(shared_clone: Checkout) -> None:
    done = shared_clone.run("manage", 'ARGS=words "it\'s" $x `date` "#"')

    assert json.loads(done.stdout) == ["it's", "$x", "`date`", "#"]


def test_the_exit_code_is_the_commands(shared_clone: Checkout) -> None:
    done = shared_clone.run("manage", ARGS="fail")

    assert done.returncode != 0
    assert "It went wrong." in done.stderr
    assert done.stdout == ""
    assert shared_clone.alive() == {}


def test_broken_quotes_are_refused_in_a_sentence(shared_clone: Checkout) -> None:
    done = shared_clone.run("manage", ARGS="words 'a")

    assert done.returncode != 0
    assert done.stderr.startswith("ARGS cannot be read")


def test_django_hears_the_demos_settings_and_nothing_of_the_caller(shared_clone: Checkout) -> None:
    env = shared_clone.manage("environment", PORT="8123", PGHOST="elsewhere", APP_DATABASE_URL="postgresql://x@y/z", CELERY_BROKER_URL="amqp://x")

    assert env["SITE_URL"] == "http://localhost:8123"
    assert env["WARMESCHOLEN_PROFILE"] == "demo"
    assert env["DJANGO_DEBUG"] == "0"
    assert env["STATIC_ROOT"] == str(shared_clone.demo / "static")
    assert env["SECRET_KEY"] == (shared_clone.demo / "secret").read_text().strip()
    assert (shared_clone.demo / "secret").stat().st_mode & 0o777 == 0o600
    assert os.access(f"{env['PG_BIN']}/pg_dump", os.X_OK)
    assert {"PGHOST", "APP_DATABASE_URL", "CELERY_BROKER_URL", "PORT", "ARGS", "MAKEFLAGS"}.isdisjoint(env)


def test_commands_at_the_same_time_share_servers_and_the_last_one_stops_them(shared_clone: Checkout) -> None:
    first = shared_clone.make("manage", ARGS='ask "SELECT pg_backend_pid(), pg_sleep(2)"')
    second = shared_clone.make("manage", ARGS='ask "SELECT pg_postmaster_start_time()"')
    third = shared_clone.make("manage", ARGS='ask "SELECT pg_postmaster_start_time()"')

    answers = [process.communicate(timeout=60) for process in (first, second, third)]

    assert [process.returncode for process in (first, second, third)] == [0, 0, 0], answers
    assert answers[1][0] == answers[2][0]
    assert shared_clone.alive() == {}


def test_a_command_killed_hard_leaves_no_process(shared_clone: Checkout) -> None:
    command = shared_clone.make("manage", ARGS='ask "SELECT pg_sleep(60)"')
    wait_until(lambda: any("manage.py ask" in line for line in shared_clone.alive().values()))

    launcher = next(pid for pid, line in shared_clone.alive().items() if "launcher manage" in line)
    os.kill(launcher, signal.SIGKILL)
    command.communicate(timeout=30)

    wait_until(lambda: shared_clone.alive() == {})
