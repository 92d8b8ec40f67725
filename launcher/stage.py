"""A stage: an area with its servers up, on which Django's processes run."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from launcher import files, servers
from launcher.environment import for_django
from launcher.locks import Lock
from launcher.processes import Child, Job, complete, failed_step, refuse_ended, start, stop_all
from launcher.project import Area, Project
from launcher.servers import Servers

SET_UP = "set-up.json"  # in the area: which database was set up
SET_UP_WITHIN = 600.0  # seconds


@dataclass
class Stage:
    """What Django is told, and the children, in the order of their start."""

    project: Project
    area: Area
    servers: Servers
    env: dict[str, str]
    children: list[Child] = field(default_factory=list)

    def job(self, name: str, *command: str | Path, log: str = "") -> Job:
        """Describe a process of the project's own Python."""
        words = [self.project.python, *command]
        return Job(name, words, self.env, self.project.root, self.area.log(log) if log else None)

    def step(self, *command: str | Path) -> None:
        """Run a management command to its end, as long as everything else runs.

        Raises Refusal when it fails or something else ends.
        """
        self._step(self.job(f"manage.py {command[0]}", "manage.py", *command))

    def begin(self, name: str, *command: str | Path, log: str) -> None:
        """Start a child that is to run until the end."""
        self.children.append(start(self.job(name, *command, log=log)))

    def check(self) -> None:
        """Raise Refusal when a child or an embedded server has ended."""
        refuse_ended(self.children)
        self.servers.refuse_ended()

    def set_up_database(self, *flags: str) -> None:
        """Make roles and database and migrate."""
        with self._alone():
            self._set_up_database(self.job("manage.py setup_database", "manage.py", "setup_database", *flags))

    def need_database(self) -> None:
        """Set the database up unless that was done before; stdout stays free for another command."""
        with self._alone():
            if files.read_json(self.area.folder / SET_UP).get("database") != self._database():
                job = self.job("manage.py setup_database", "manage.py", "setup_database")
                self._set_up_database(replace(job, stdout=sys.stderr.fileno()))

    def _set_up_database(self, job: Job) -> None:
        self._step(job)
        files.write_json(self.area.folder / SET_UP, {"database": self._database()})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = Lock(self.area.folder / "locks" / "set-up")
        lock.wait(SET_UP_WITHIN, "Another command has been setting up the database for ten minutes: stop it first.")
        try:
            yield
        finally:
            lock.drop()

    def _step(self, job: Job) -> None:
        code = complete(job, self.check)
        if code != 0:
            raise failed_step(job, code)

    def _database(self) -> str:
        if "DATABASE_URL" in self.servers.embedded:
            return "embedded"
        return hashlib.sha256(self.env["DATABASE_URL"].encode()).hexdigest()


@contextmanager
def opened(project: Project, area: Area, port: int) -> Iterator[Stage]:
    """Have servers run, and stop the children in reverse order afterwards, whatever happens."""
    with servers.running(project, area) as found:
        stage = Stage(project, area, found, for_django(project, area, found, port))
        try:
            yield stage
        finally:
            stop_all(stage.children)


def forget_set_up(area: Area) -> None:
    """Have the database set up anew at the next occasion."""
    (area.folder / SET_UP).unlink(missing_ok=True)
