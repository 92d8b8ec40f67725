"""What Django is told by the launcher, and what it is not to hear from the caller's environment."""

import os
import re

from launcher import files, system
from launcher.postgres import BIN
from launcher.project import Area, Project
from launcher.servers import Servers

# Ours and make's words, which mean something else to gunicorn, to Celery or to a make inside a test.
DEAF = re.compile(
    r"(ARGS|PORT|SERVE|RESET|MAKEFLAGS|MAKEOVERRIDES|MFLAGS|MAKELEVEL|MAKE_TERM\w+"
    r"|WEB_CONCURRENCY|GUNICORN_CMD_ARGS|CELERY_(?!QUEUE)\w+|PYTHONHOME|VIRTUAL_ENV|DJANGO_\w+)",
)
# With an embedded database: libpq's own, and the addresses of roles in another database.
DATABASE_WORDS = re.compile(r"(PG[A-Z]+|\w+_DATABASE_URL)")


def for_django(project: Project, area: Area, servers: Servers, port: int) -> dict[str, str]:
    """Give the environment of every Django process of an area."""
    embedded = "DATABASE_URL" in servers.embedded
    env = {name: value for name, value in os.environ.items() if not _is_deaf(name, embedded=embedded)}
    if embedded:
        env["PG_BIN"] = str(project.in_packages(BIN))
    return env | dict(servers.addresses) | _settings(area, port)


def _settings(area: Area, port: int) -> dict[str, str]:
    return {
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "CHROMIUM": os.environ.get("CHROMIUM") or system.chromium(),
        "DJANGO_DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "warmescholen.settings",
        "EMAIL_FILE_PATH": str(area.folder / "mails"),
        "MEDIA_ROOT": str(area.folder / "files"),
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": files.secret(area.folder / "secret"),
        "SITE_URL": f"http://localhost:{port}",
        "STATIC_ROOT": str(area.folder / "static"),
        "WARMESCHOLEN_PROFILE": "demo" if area.name == "demo" else "test",
    }


def _is_deaf(name: str, *, embedded: bool) -> bool:
    return bool(DEAF.fullmatch(name) or (embedded and DATABASE_WORDS.fullmatch(name)))
