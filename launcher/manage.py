"""The verb `manage`: manage.py with the demo's settings and servers, running or started for the call."""

import signal
import sys
from dataclasses import replace

from launcher import interrupts, options, setup
from launcher.interrupts import Interrupted
from launcher.processes import Child, exit_code, start, stop
from launcher.project import Project
from launcher.stage import opened

NEEDS_NO_SET_UP = ("setup_database", "help", "version", "--help", "--version")


def manage(project: Project) -> int:
    """Run manage.py with the words of ARGS; stdout is only its own, the exit code too."""
    words = options.arguments()
    setup.make_ready(project, "demo")
    with opened(project, project.area("demo"), options.port()) as stage:
        if words and words[0] not in NEEDS_NO_SET_UP:
            stage.need_database()
        child = start(replace(stage.job("manage.py", "manage.py", *words), foreground=True))
        try:
            return _wait(child)
        finally:
            stop(child)


def _wait(child: Child) -> int:
    """Wait for a command that may be a conversation: only it decides what a Ctrl-C means."""
    while True:
        try:
            child.process.wait()
        except Interrupted as stopped:
            interrupts.resume()
            # The terminal itself sends a Ctrl-C to both of us.
            if stopped.signum != signal.SIGINT or not sys.stdin.isatty():
                child.process.send_signal(stopped.signum)
        else:
            return exit_code(child)
