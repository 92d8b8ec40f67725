"""Stands in for Django: a table with one row per run of the loader, in the real embedded database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit


def sql(statement: str, database: str = "") -> str:
    """Ask the database; rows come as lines of values between bars."""
    url = urlsplit(os.environ["DATABASE_URL"])
    login = {
        "PGHOST": url.hostname or "",
        "PGPORT": str(url.port),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": database or url.path.strip("/"),
    }
    command = [f"{os.environ['PG_BIN']}/psql", "-X", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", statement]
    asked = subprocess.run(command, env=os.environ | login, capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        sys.exit(asked.stderr)
    return asked.stdout.strip()


def setup_database(*flags: str) -> None:
    if "PG_BIN" not in os.environ:
        return  # a given database, not ours
    name = urlsplit(os.environ["DATABASE_URL"]).path.strip("/")
    if "--reset" in flags:
        sql(f"DROP DATABASE IF EXISTS {name}", "postgres")
    if not sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'", "postgres"):
        sql(f"CREATE DATABASE {name}", "postgres")
        sql("CREATE TABLE run (id serial PRIMARY KEY)")


def load_demo() -> None:
    sql("INSERT INTO run DEFAULT VALUES")


def demo_reports(_output: str, folder: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, "programme.pdf").write_text("%PDF", encoding="utf-8")


def collectstatic(_noinput: str) -> None:
    Path(os.environ["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)


def ask(statement: str) -> None:
    answer(sql(statement).split("|"))


def environment() -> None:
    answer(dict(os.environ))


def words(*given: str) -> None:
    answer(given)


def fail() -> None:
    sys.exit("It went wrong.")


def answer(content: object) -> None:
    sys.stdout.write(json.dumps(content) + "\n")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
