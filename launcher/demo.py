"""The verb `demo`: from a clean clone to a served site with its reports."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager

from launcher import files, options, servers, setup, web
from launcher.interrupts import Interrupted
from launcher.locks import Lock
from launcher.options import Options
from launcher.project import Area, Project
from launcher.stage import Stage, forget_set_up, opened
from launcher.static import Gathering
from launcher.talk import say, show

LOOK = 0.3  # seconds between two looks at the children
PASSWORD = "warme-demo-2026"  # noqa: S105 - published on purpose: these people do not exist
SIGN_INS = (
    ("beheer@warmescholen.example", "administrator of the programme"),
    ("coordinator@warmescholen.example", "coordinator of gent-1 and gent-2"),
    ("adviseur@warmescholen.example", "adviser of gent-1 and gent-2"),
    ("trekker@warmescholen.example", "team leader at Atheneum Voskenslaan"),
    ("waarnemer@warmescholen.example", "observer of the whole programme"),
    ("beheer@voorbeeld.example", "administrator of the second programme"),
)


class Clock:
    """Times of the parts of a run, in seconds."""

    def __init__(self) -> None:
        """Start now."""
        self._begin = self._last = time.monotonic()
        self.times: dict[str, float] = {}

    def mark(self, part: str) -> None:
        """Book the time since the last mark to this part."""
        now = time.monotonic()
        self.times[part], self._last = round(now - self._last, 2), now

    def all(self) -> dict[str, float]:
        """Give the parts and their total."""
        return self.times | {"total": round(self._last - self._begin, 2)}


def demo(project: Project) -> int:
    """Set up, load, start, write the reports, say where everything is, and serve until told to stop.

    Raises Refusal when a part fails; everything that was started is stopped then too.
    """
    asked, area, clock = options.read(), project.area("demo"), Clock()
    if asked.serve:
        web.refuse_taken(asked.port)
    setup.make_ready(project, "demo")
    if asked.reset:
        forget(area)
    with opened(project, area, asked.port) as stage, held(area) as alone:
        _fill(stage, asked, clock)
        _start_workers(stage, with_beat=alone)
        if asked.serve:
            _start_web(stage, asked.port)
        say("Writing the reports")
        stage.step("demo_reports", "--output", area.folder / "reports")
        clock.mark("reports")
        _tell(stage, clock)
        if asked.serve:
            _serve(stage)
    say("Stopped.")
    return 0


def forget(area: Area) -> None:
    """Remove the embedded servers' data, the reports and the files of an area.

    Raises Refusal when a command still uses them.
    """
    servers.wipe(area)
    for name in ("reports", "files", "mails"):
        shutil.rmtree(area.folder / name, ignore_errors=True)
    forget_set_up(area)


@contextmanager
def held(area: Area) -> Iterator[bool]:
    """Tell whether this is the only demo of the area; a second one leaves the clock to the first."""
    lock = Lock(area.folder / "locks" / "demo")
    try:
        yield lock.take()
    finally:
        lock.drop()


def _fill(stage: Stage, asked: Options, clock: Clock) -> None:
    """Make the database, load both programmes, gather the static files."""
    static = Gathering(stage)
    try:
        foreign = "DATABASE_URL" not in stage.servers.embedded
        say("Setting up the database")
        stage.set_up_database(*(["--reset"] if asked.reset and foreign else []))
        clock.mark("setup")
        say("Loading the programmes")
        stage.step("load_demo")
        clock.mark("load")
        static.finish()
    finally:
        static.abandon()


def _start_workers(stage: Stage, *, with_beat: bool) -> None:
    celery = ("-m", "celery", "-A", "warmescholen")
    node = ("--without-gossip", "--without-mingle", "-n", f"demo-{time.time_ns()}@%h")
    pool = ("--pool", "prefork", "--concurrency", "2")
    stage.begin("worker", *celery, "worker", *pool, *node, "--loglevel", "INFO", log="worker")
    if not with_beat:
        return
    schedule = stage.area.folder / "beat-schedule"
    for left in schedule.parent.glob(f"{schedule.name}*"):  # a hard death may have damaged it; it holds nothing we need
        left.unlink()
    stage.begin("beat", *celery, "beat", "-s", schedule, "--pidfile", "", log="beat")


def _start_web(stage: Stage, port: int) -> None:
    bind = ("--bind", f"127.0.0.1:{port}")
    size = ("--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--no-control-socket")
    stage.begin("web server", "-m", "gunicorn", "warmescholen.wsgi", *size, *bind, log="web")
    web.wait_for_answer(port, stage.check)
    say(f"The site is open at {stage.env['SITE_URL']}, reports follow")


def _tell(stage: Stage, clock: Clock) -> None:
    reports = stage.area.folder / "reports"
    show(f"\nSite      {stage.env['SITE_URL']}\nReports   {reports}\nMails     {stage.area.folder / 'mails'}\nSign in   password {PASSWORD}")
    for name, role in SIGN_INS:
        show(f"          {name:<34} {role}")
    parts = ", ".join(f"{part} {seconds:.1f} s" for part, seconds in clock.all().items())
    show(f"Times     {parts}")
    files.write_json(stage.area.folder / "timings.json", clock.all())


def _serve(stage: Stage) -> None:
    """Wait until somebody says stop; raises Refusal when a child ends of itself."""
    say("\nCtrl-C stops everything.")
    try:
        while True:
            stage.check()
            time.sleep(LOOK)
    except Interrupted:
        say("Stopping")
