"""Static files for the web server: gathered and compressed once for each state of their sources."""

import hashlib
from pathlib import Path

from launcher import files
from launcher.processes import Child, failed_step, start, stop
from launcher.project import Project, digest
from launcher.stage import Stage

STAMP = "static.json"
SOURCES = ("static", "*/static", "*/*/static")
RULES = ("warmescholen/settings.py", "requirements/demo.txt")  # which files count, and those of packages


class Gathering:
    """A collectstatic in the background; none where nothing changed since the last one."""

    def __init__(self, stage: Stage) -> None:
        """Begin, if it is needed."""
        self._stage = stage
        self._wanted = fingerprint(stage.project)
        self._child: Child | None = None
        stamp = files.read_json(stage.area.folder / STAMP)
        if stamp.get("sources") != self._wanted or not Path(stage.env["STATIC_ROOT"]).is_dir():
            self._child = start(stage.job("collectstatic", "manage.py", "collectstatic", "--noinput", log="static"))

    def finish(self) -> None:
        """Wait for the end.

        Raises Refusal when it fails.
        """
        if self._child is None:
            return
        code = self._child.process.wait()
        if code != 0:
            raise failed_step(self._child.job, code)
        files.write_json(self._stage.area.folder / STAMP, {"sources": self._wanted})

    def abandon(self) -> None:
        """Stop it if it still runs."""
        if self._child is not None:
            stop(self._child)


def fingerprint(project: Project) -> str:
    """Give a digest that changes when a static file, or what decides about them, changes."""
    seen = hashlib.sha256()
    for rule in (project.root / name for name in RULES):
        seen.update(digest(rule).encode() if rule.exists() else b"-")
    for folder in sorted(folder for pattern in SOURCES for folder in project.root.glob(pattern) if project.var not in folder.parents):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            state = path.stat()
            seen.update(f"{path.relative_to(project.root)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return seen.hexdigest()
