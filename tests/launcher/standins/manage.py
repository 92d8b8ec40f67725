"""Stands in for Django: a table with one row per run of the loader, in the real embedded database."""

import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2


def connect(database=None):
    url = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(urlunsplit(url._replace(path=f"/{database}")) if database else url.geturl())
    connection.autocommit = True
    return connection.cursor()


def setup_database(*flags):
    name = urlsplit(os.environ["DATABASE_URL"]).path.strip("/")
    with connect("postgres") as cursor:
        if "--reset" in flags:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name}")
    with connect() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS run (id serial PRIMARY KEY)")


def load_demo():
    with connect() as cursor:
        cursor.execute("INSERT INTO run DEFAULT VALUES")


def demo_reports(_output, folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, "programme.pdf").write_text("%PDF", encoding="utf-8")


def collectstatic(_noinput):
    Path(os.environ["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)


def ask(statement, *values):
    with connect() as cursor:
        cursor.execute(statement, values)
        print(json.dumps(cursor.fetchone(), default=str))


def environment():
    print(json.dumps(dict(os.environ)))


def words(*given):
    print(json.dumps(given))


def read():
    print(sys.stdin.read())


def fail():
    sys.exit("It went wrong.")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
