"""The set-up: what is missing is installed or named; what is there costs nothing."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import setup, system
from launcher.system import Need
from launcher.talk import Refusal, refusal_of
from tests.launcher.checkout import Checkout

ABSENT = Need("libnosuch9", "nosuch", "nosuch", library="nosuch-9")


def _machine(folder: Path, monkeypatch: pytest.MonkeyPatch, **programs: str) -> None:
    """Have only these programs on the path."""
    for name, script in programs.items():
        program = folder / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_a_missing_library_is_installed_where_we_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = Need("a-tool", "a-tool", "a-tool", programs=("a-tool",))
    words = f'echo "$DEBIAN_FRONTEND $*" >> {tmp_path}/asked\ncase "$*" in *install*) /bin/cp /bin/true {tmp_path}/a-tool;; esac'
    _machine(tmp_path, monkeypatch, apt_get=words, sudo='[ "$1" = -n ] && shift\n[ "$1" = true ] || exec "$@"')

    system.require([tool, tool], tmp_path / "log")

    asked = (tmp_path / "asked").read_text().splitlines()
    assert [line.split()[0] for line in asked] == ["noninteractive", "noninteractive"]
    assert asked[0].endswith("update")
    assert asked[1].endswith("install -y --no-install-recommends a-tool")


def test_what_may_not_be_installed_is_named_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _machine(tmp_path, monkeypatch, apt_get="exit 1", sudo="exit 1")
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(Refusal, match=r"^System packages are missing; install .*: sudo apt-get install -y --no-install-recommends libnosuch9$"):
        system.require([ABSENT], tmp_path / "log")


def test_a_failing_installation_is_said_in_the_same_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _machine(tmp_path, monkeypatch, apt_get="echo broken; exit 100", sudo='[ "$1" = -n ] && shift\n[ "$1" = true ] || exec "$@"')

    with pytest.raises(Refusal, match=r"libnosuch9 .Installing it here failed; see"):
        system.require([ABSENT], tmp_path / "log")


@pytest.mark.parametrize(("manager", "command"), [("dnf", "sudo dnf install -y pango"), ("brew", "brew install pango")])
def test_other_machines_are_told_their_own_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: str, command: str) -> None:
    _machine(tmp_path, monkeypatch, **{manager: "exit 0"})

    assert system.advice(system.FOR_PDF[:2]) == f"System packages are missing; install them with: {command}"


def test_an_old_python_is_refused_in_one_sentence() -> None:
    old = "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_module('launcher', run_name='__main__')"

    done = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("This project needs Python 3.11 or newer and found 3.9:")
    assert done.stderr.count("\n") == 1


def test_the_door_can_be_read_by_an_old_python() -> None:
    import ast

    for name in ("__init__.py", "__main__.py"):
        ast.parse((Path(setup.__file__).parent / name).read_text(), feature_version=(3, 6))


def test_packages_are_installed_once_per_lock_file(own_clone: Checkout) -> None:
    project = own_clone.project

    setup.make_ready(project, "demo")
    untouched = setup.log(project).exists()
    project.lock_file("demo").write_text("# other\n")
    setup.make_ready(project, "demo")
    setup.make_ready(project, "demo")

    said = setup.log(project).read_text()
    assert not untouched
    assert said.count("pip install --quiet --require-hashes -r") == 1
    assert set(json.loads((project.venv / "launcher.json").read_text())) == {"demo"}


def test_a_broken_virtual_environment_is_made_anew(own_clone: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    project = own_clone.project
    project.python.unlink()
    project.python.symlink_to("/nowhere/python3")

    setup.make_venv(project)

    assert subprocess.run([project.python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def test_a_full_disk_while_installing_is_said(own_clone: Checkout) -> None:
    project = own_clone.project
    project.lock_file("demo").write_text("# other\n")
    pip = next(project.venv.glob("lib/python*/site-packages/pip/__main__.py"))
    pip.write_text("import sys; sys.exit('ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device')\n")

    done = own_clone.run("demo", SERVE="0")

    assert done.returncode != 0
    assert done.stderr.splitlines()[-2].startswith("The disk is full: make room")


def test_errors_of_the_system_become_sentences(tmp_path: Path) -> None:
    full = refusal_of(OSError(errno.ENOSPC, "No space left on device"), tmp_path)
    forbidden = refusal_of(PermissionError(errno.EACCES, "Permission denied", "var/demo"), tmp_path)

    assert str(full).startswith("The disk is full")
    assert str(forbidden).startswith("No right to use var/demo")
