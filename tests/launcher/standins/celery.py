"""Stands in for a worker and for beat: they stay until they are told to go, with a child like a pool has."""

from __future__ import annotations

import signal
import subprocess
import sys

if __name__ == "__main__":
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    signal.signal(signal.SIGTERM, lambda *_: (child.terminate(), child.wait(), sys.exit(0)))
    signal.pause()
