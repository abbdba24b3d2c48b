"""A run: every test once, against one subject."""

from collections.abc import Callable, Iterator

from conformance.description import describe
from conformance.evaluation import Evaluation
from conformance.federation import services
from conformance.manifest import Case
from conformance.outcome import FailedError, NotOfferedError, Outcome, Result
from conformance.protocol import ProtocolTests
from conformance.subject import Service, Subject
from conformance.triples import Suite

# What only a service has: the engine in process is not asked for it.
OVER_HTTP = ("ProtocolTest", "GraphStoreProtocolTest", "ServiceDescriptionTest")


def run(suite: Suite, subject: Subject, cases: list[Case]) -> Iterator[Result]:
    """Play tests against a subject, giving each outcome as it comes."""
    player = _Player(suite, subject)
    for case in cases:
        if case.kind in OVER_HTTP and not isinstance(subject, Service):
            continue
        yield _play(player, case)


def _play(player: "_Player", case: Case) -> Result:
    try:
        return Result(case, player.play(case))
    except FailedError as error:
        return Result(case, Outcome.FAILED, str(error))
    except NotOfferedError as error:
        return Result(case, Outcome.NOT_OFFERED, str(error))


class _Player:
    def __init__(self, suite: Suite, subject: Subject) -> None:
        self._suite = suite
        self._subject = subject
        self._evaluation = Evaluation(suite, subject)

    def play(self, case: Case) -> Outcome:
        if "Syntax" in case.kind:
            return self._evaluation.syntax(case)
        if case.group.endswith("federated evaluation"):
            with services(self._suite, case) as elsewhere:
                return self._evaluation.query(case, elsewhere)
        kinds: dict[str, Callable[[Case], Outcome]] = {
            "QueryEvaluationTest": self._evaluation.query,
            "CSVResultFormatTest": self._evaluation.query,
            "UpdateEvaluationTest": self._evaluation.update,
        }
        if case.kind in kinds:
            return kinds[case.kind](case)
        assert isinstance(self._subject, Service)
        if case.kind == "ServiceDescriptionTest":
            return describe(self._subject, case)
        return ProtocolTests(self._suite, self._subject).run(case)
