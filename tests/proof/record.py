"""Where the proofs keep their counts: `var/proof.json` adds up over runs on one commit, so a run can be stopped and resumed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

FULL = os.environ.get("PROOF") == "full"
ROOT = Path(__file__).resolve().parents[2]
RESULTS, COMMIT = ROOT / "var" / "proof.json", ROOT / "var" / "proof.commit"


def record(name: str, *, cases: int, failures: int) -> None:
    """Add a proof's counts, and print them."""
    print(f"\n{name}: {cases} cases, {failures} failures")
    if not FULL:
        return
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    RESULTS.parent.mkdir(exist_ok=True)
    same = COMMIT.exists() and COMMIT.read_text() == head and RESULTS.exists()
    results = {row["name"]: row for row in json.loads(RESULTS.read_text())} if same else {}
    row = results.setdefault(name, {"name": name, "cases": 0, "failures": 0})
    row["cases"], row["failures"] = row["cases"] + cases, row["failures"] + failures
    RESULTS.write_text(json.dumps(list(results.values()), indent=2) + "\n")
    COMMIT.write_text(head)
