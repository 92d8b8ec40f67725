"""The verbs `test`, `proof` and `bench`."""

import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from launcher import options, setup
from launcher.processes import complete
from launcher.project import Project
from launcher.stage import Stage, opened
from launcher.talk import say

PORT = 8000  # only a word in addresses: no test serves there
PYTEST = ("-m", "pytest")
IN_PARALLEL = ("-n", "2", "--dist", "loadfile")


@dataclass(frozen=True)
class Check:
    """One step, run by the project's own Python."""

    name: str
    command: tuple[str, ...]


CHECKS = (
    Check("ruff check", ("-m", "ruff", "check", ".")),
    Check("ruff format", ("-m", "ruff", "format", "--check", ".")),
    Check("djlint", ("-m", "djlint", "--lint", "templates")),
    Check("mypy", ("-m", "mypy")),
    Check("migrations", ("manage.py", "makemigrations", "--check", "--dry-run")),
)


def test(project: Project) -> int:
    """Run every check and all tests, sum up, and give 1 when any failed."""
    extra = tuple(options.arguments())
    tests = Check("tests", (*PYTEST, *IN_PARALLEL, *extra))
    setup.make_ready(project, "dev")
    with opened(project, project.area("test"), PORT) as stage:
        codes = {check.name: _run(stage, check) for check in (*CHECKS, tests)}
    broken = [name for name, code in codes.items() if code != 0]
    say(f"Failed: {', '.join(broken)}." if broken else "All passed.")
    return 1 if broken else 0


def proof(project: Project) -> int:
    """Run every proof at its full counts; the proofs themselves write var/proof.json."""
    return _pytest(project, "test", Check("proof", (*PYTEST, "tests/proof", "-s")), {"PROOF": "full"})


def bench(project: Project) -> int:
    """Run the benchmarks, on servers that wait for the disk; they themselves write var/bench.json."""
    return _pytest(project, "bench", Check("bench", (*PYTEST, "tests/benchmarks", "-q", "-s")), {})


def _pytest(project: Project, area: str, check: Check, env: Mapping[str, str]) -> int:
    check = replace(check, command=(*check.command, *options.arguments()))
    setup.make_ready(project, "dev")
    with opened(project, project.area(area), PORT) as stage:
        return _run(stage, check, env)


def _run(stage: Stage, check: Check, env: Mapping[str, str] | None = None) -> int:
    say(f"-- {check.name}")
    begin = time.monotonic()
    job = replace(
        stage.job(check.name, *check.command),
        env=stage.env | dict(env or {}),
        stop_signals=(signal.SIGINT, signal.SIGTERM),
    )
    code = complete(job, stage.servers.refuse_ended)
    say(f"-- {check.name}: {'passed' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - begin:.1f} s")
    return code
