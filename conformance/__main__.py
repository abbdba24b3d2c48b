"""`python -m conformance SUITE`: play the suite against our service, or another one by URL."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from conformance.earl import write_report
from conformance.explained import outdated, read_reasons, unexplained
from conformance.manifest import read_cases
from conformance.outcome import Result
from conformance.own_service import StartError, own_service
from conformance.report import page_block, refresh, table, worse
from conformance.running import run
from conformance.subject import Engine, Service
from conformance.triples import Suite

_OURS = "https://w3id.org/s5kg/"
_EARL = Path("build/conformance/earl.ttl")


def main() -> int:
    """Run what the command line says. Returns 1 where a failure has no explanation."""
    options = _read_options()
    try:
        suite = Suite(options.suite)
        with _service(options) as service:
            return _run(options, suite, service)
    except (StartError, FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


def _run(options: argparse.Namespace, suite: Suite, service: Service) -> int:
    cases = [case for case in read_cases(suite) if (options.only or "") in case.key]
    now, since = datetime.now(UTC), time.monotonic()
    results = list(run(suite, service, cases))
    seconds = time.monotonic() - since
    engine = list(run(suite, Engine(), cases))
    reasons = read_reasons()
    lines = table(results, engine)
    print("\n".join(lines))
    print(f"{len(results)} tests over HTTP in {seconds:.0f} s")
    wrong = unexplained(results, reasons)
    explained = {name for reason in reasons for name in reason.tests}
    behind = [line for line in worse(results, engine) if line.partition(":")[0] not in explained]
    _print("not explained", [_line(result) for result in wrong])
    _print("worse over HTTP than in process", behind)
    _print("explained, but passing", outdated(results, reasons))
    ours = options.query is None
    subject = _OURS if ours else service.query_url
    name = f"s5kg {version('s5kg')}" if ours else service.query_url
    write_report(options.earl, results, subject, name, now)
    if options.page:
        refresh(options.page, page_block(_heads(now, seconds, suite), lines, results, reasons))
    return 1 if wrong or behind else 0


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m conformance", description=__doc__)
    parser.add_argument("suite", type=Path, help="a checkout of w3c/rdf-tests")
    parser.add_argument("--query", help="address for queries of another service than ours")
    parser.add_argument("--update", help="its address for updates")
    parser.add_argument("--store", help="its address for graphs")
    parser.add_argument("--token", default="", help="what it takes as Authorization: Bearer")
    parser.add_argument("--only", help="tests whose name holds this text")
    parser.add_argument("--earl", type=Path, default=_EARL, help=f"the report ({_EARL})")
    parser.add_argument("--page", type=Path, help="a page with marks to refresh")
    options = parser.parse_args()
    if options.query and not (options.update and options.store):
        parser.error("--query needs --update and --store")
    return options


@contextmanager
def _service(options: argparse.Namespace) -> Iterator[Service]:
    if options.query:
        yield Service(options.query, options.update, options.store, options.token)
        return
    with own_service() as service:
        yield service


def _heads(now: datetime, seconds: float, suite: Suite) -> list[str]:
    python = ".".join(map(str, sys.version_info[:3]))
    versions = f"s5kg {version('s5kg')}, pyoxigraph {version('pyoxigraph')}, Python {python}"
    return [
        f"Date: {now.date()}, {seconds:.0f} s over HTTP.",
        f"Versions: {versions}; suite at {suite.commit}.",
        "Command: `make conformance SUITE=dir`.",
    ]


def _line(result: Result) -> str:
    return f"{result.case.key}: {result.outcome.value}: {result.note}"


def _print(head: str, lines: list[str]) -> None:
    if lines:
        print(f"\n{head}:")
        print("\n".join(f"  {line}" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
