"""What comes of a test."""

from dataclasses import dataclass
from enum import Enum

from conformance.manifest import Case


class Outcome(Enum):
    """Passed to the letter; passed when literals are compared by value; failed; or not offered."""

    PASSED = "passed"
    BY_VALUE = "by value"
    FAILED = "failed"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True)
class Result:
    """The outcome of a test, and what was wrong or is not offered."""

    case: Case
    outcome: Outcome
    note: str = ""


class FailedError(Exception):
    """A test failed: what was wrong."""


class NotOfferedError(Exception):
    """The service refuses by policy what a test needs."""
