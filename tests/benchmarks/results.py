"""What benchmarks share: time two ways of doing the same, pair by pair, and keep the ratio in var/bench.json."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "var" / "bench.json"


@dataclass(frozen=True)
class Compared:
    """Two ways side by side: the median of each in seconds, and the median of their ratio, which a noisy machine disturbs least."""

    ours: float
    theirs: float
    ratio: float

    def __str__(self) -> str:
        return f"{1000 * self.ours:.1f} ms against {1000 * self.theirs:.1f} ms, ratio {self.ratio:.2f}"


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compare(ours: Callable[[], object], theirs: Callable[[], object], *, pairs: int) -> Compared:
    """Run both once to warm up, then in turns."""
    ours()
    theirs()
    times = [(seconds(ours), seconds(theirs)) for _each in range(pairs)]
    return Compared(*(statistics.median(side) for side in zip(*times, strict=True)), statistics.median(own / other for own, other in times))


def keep(name: str, ratio: float, limit: float | None) -> None:
    """Put one result in the file, in the place of an earlier one of the same name."""
    FILE.parent.mkdir(exist_ok=True)
    known = json.loads(FILE.read_text()) if FILE.exists() else []
    results = [each for each in known if each["name"] != name]
    results.append({"name": name, "ratio": round(ratio, 3), "limit": limit})
    FILE.write_text(json.dumps(results, indent=2) + "\n")
