"""Command line of the launcher: `python3 -m launcher <verb>`."""

import os
import sys
from collections.abc import Callable, Sequence

from launcher import checks, cleaning, demo, interrupts, keeper, manage, project, setup
from launcher.interrupts import Interrupted
from launcher.project import Project
from launcher.talk import Refusal, refusal_of, say


def set_up(here: Project) -> int:
    """Install everything that development and tests need."""
    setup.make_ready(here, "dev")
    say("Everything is installed.")
    return 0


VERBS: dict[str, Callable[[Project], int]] = {
    "demo": demo.demo,
    "test": checks.test,
    "proof": checks.proof,
    "bench": checks.bench,
    "manage": manage.manage,
    "setup": set_up,
    "clean": cleaning.clean,
}


def run(arguments: Sequence[str]) -> int:
    """Run a verb and give the exit code; a refusal is said in one sentence on stderr."""
    here = project.here()
    os.umask(0o022)
    if arguments[:1] == ["keep"]:
        _, area, service, ready = arguments
        return keeper.keep(here, here.area(area), keeper.SERVICES[service], int(ready))
    if len(arguments) != 1 or arguments[0] not in VERBS:
        say(f"Usage: {sys.executable} -m launcher {'|'.join(VERBS)}")
        return 2
    interrupts.install()
    try:
        return VERBS[arguments[0]](here)
    except Refusal as refusal:
        say(str(refusal))
        return refusal.code
    except OSError as error:
        say(str(refusal_of(error, here.var)))
        return 1
    except Interrupted as stopped:
        say("Stopped.")
        return 128 + stopped.signum
    finally:
        interrupts.uninstall()
