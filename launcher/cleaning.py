"""The verb `clean`: removes everything that running left behind, the virtual environment excepted."""

import shutil

from launcher import home, servers
from launcher.project import Project
from launcher.talk import say

AREAS = ("demo", "test", "bench")
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")


def clean(project: Project) -> int:
    """Remove `var/`, the servers' data outside it, and the tools' caches.

    Raises Refusal when a command still uses the servers.
    """
    areas = [project.area(name) for name in AREAS]
    for area in areas:
        servers.wipe(area)
    for area in areas:
        home.remove(area)
    for folder in (project.var, *(project.root / name for name in CACHES)):
        shutil.rmtree(folder, ignore_errors=True)
    say("Removed var/ and the caches; the virtual environment stays.")
    return 0
