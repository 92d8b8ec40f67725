"""What the kernel does for us on Linux: end a child when its parent dies, and tell what runs."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec a child should not look for libraries.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def follow_parent(signum: int) -> None:
    """Ask the kernel to send this process a signal when its parent dies; elsewhere than on Linux nothing happens."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)


def command_of(pid: int) -> str:
    """Give the command line of a running process, words joined by blanks; empty when there is none."""
    if pid <= 0:
        return ""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return "" if Path("/proc/self").exists() else _command_by_ps(pid)


def _command_by_ps(pid: int) -> str:
    ps = shutil.which("ps")
    if ps is None:
        return ""
    found = subprocess.run([ps, "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()


def gone(pid: int) -> bool:
    """Tell whether no process has this number any more (a zombie counts as gone)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return Path("/proc/self").exists() and not command_of(pid)
