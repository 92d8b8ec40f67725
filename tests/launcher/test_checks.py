"""`make test`, `make proof` and `make bench`: every step is run, and one that fails makes the whole fail."""

from __future__ import annotations

import json
from pathlib import Path

from launcher.home import POINTER
from tests.launcher.checkout import Checkout

TOOL = """import json, os, sys
print(json.dumps([{name!r}, sys.argv[1:], os.environ.get('PROOF', ''), os.environ['WARMESCHOLEN_PROFILE']]))
sys.exit({code})
"""


def _tools(clone: Checkout, **codes: int) -> None:
    for name in ("ruff", "djlint", "mypy", "pytest", "manage"):
        (clone.root / f"{name}.py").write_text(TOOL.format(name=name, code=codes.get(name, 0)))


def _home(clone: Checkout, area: str) -> Path:
    pointer = clone.root / "var" / area / POINTER
    return Path(pointer.read_text().strip()) if pointer.exists() else pointer.with_name("servers")


def test_every_step_is_run_and_the_tests_get_the_given_words(shared_clone: Checkout) -> None:
    _tools(shared_clone)

    done = shared_clone.run("test", ARGS="tests/x.py -k 'a or b'")

    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [step[0] for step in steps] == ["ruff", "ruff", "djlint", "mypy", "manage", "pytest"]
    assert steps[-1][1] == ["-n", "2", "--dist", "loadfile", "tests/x.py", "-k", "a or b"]
    assert {step[3] for step in steps} == {"test"}
    assert shared_clone.alive() == {}
    assert not (_home(shared_clone, "test") / "postgres").exists()
    assert not (_home(shared_clone, "test") / "valkey").exists()


def test_a_step_that_fails_does_not_stop_the_others_but_fails_the_whole(shared_clone: Checkout) -> None:
    _tools(shared_clone, djlint=1, pytest=1)

    done = shared_clone.run("test")

    assert done.returncode != 0
    assert len(done.stdout.splitlines()) == 6
    assert "Failed: djlint, tests." in done.stderr


def test_proofs_run_at_full_counts(shared_clone: Checkout) -> None:
    _tools(shared_clone)

    done = shared_clone.run("proof", ARGS="-k fuzz")

    assert json.loads(done.stdout) == ["pytest", ["tests/proof", "-s", "-k", "fuzz"], "full", "test"]


def test_benchmarks_run_on_servers_of_their_own(shared_clone: Checkout) -> None:
    _tools(shared_clone)

    done = shared_clone.run("bench")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[1] == ["tests/benchmarks", "-q", "-s"]
    assert Path(shared_clone.root / "var" / "bench" / "postgres.json").exists()
    assert shared_clone.alive() == {}
