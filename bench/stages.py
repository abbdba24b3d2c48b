"""Time and peak memory of build and validate, step by step; medians of fresh processes.

    python bench/stages.py [--runs 5]

Each run is a process of its own, so that peak memory is that of the stage. Nothing fails here.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from s5kg.locations import default_sources
from s5kg.queries import read_queries
from s5kg.release import build
from s5kg.validation import validate

STAGES = ("build", "validate")
Step = tuple[str, float, float]


def _peak() -> float:
    """Return the peak memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Clock:
    """Collects (step, seconds, peak MiB); a step ends when the next is reported."""

    def __init__(self) -> None:
        """Start."""
        self.steps: list[Step] = []
        self._name = ""
        self._since = time.perf_counter()

    def __call__(self, name: str) -> None:
        """End the step under way and begin another."""
        now = time.perf_counter()
        if self._name:
            self.steps.append((self._name, now - self._since, _peak()))
        self._name, self._since = name, now


def run_stage(stage: str, folder: Path) -> list[Step]:
    """Run one stage in this process and return its steps."""
    sources = default_sources()
    clock = Clock()
    if stage == "build":
        build(sources, folder, clock)
    else:
        quads = (folder / "graph.nq").read_bytes()
        validate(quads, read_queries(sources.queries, "checks"), clock)
    clock("")
    return clock.steps


def measure(stage: str, folder: Path, runs: int) -> list[list[Step]]:
    """Return the steps of several runs, each in a process of its own."""
    command = [sys.executable, __file__, "--stage", stage, "--folder", str(folder)]
    found = []
    for _ in range(runs):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append([tuple(step) for step in json.loads(done.stdout)])
    return found


def report(stage: str, runs: list[list[Step]], line: Callable[[str], None]) -> None:
    """Print the medians of a stage."""
    line(f"\n{stage}\n{'step':44}{'seconds':>9}{'share':>8}{'peak MiB':>10}")
    totals = [sum(seconds for _, seconds, _ in steps) for steps in runs]
    total = statistics.median(totals)
    for steps in zip(*runs, strict=True):
        seconds = statistics.median(step[1] for step in steps)
        peak = statistics.median(step[2] for step in steps)
        line(f"{steps[0][0]:44}{seconds:9.2f}{seconds / total:8.0%}{peak:10.0f}")
    line(f"{'all':44}{total:9.2f}")


def main() -> None:
    """Measure both stages, or run one as a child."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        print(json.dumps(run_stage(options.stage, options.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for stage in STAGES:
            report(stage, measure(stage, Path(folder), options.runs), print)


if __name__ == "__main__":
    main()
