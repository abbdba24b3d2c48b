"""The pinned dependencies: what a fresh machine installs, years later as today."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([\w.-]+)(?:\[([\w,.-]+)\])?==", re.MULTILINE)


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-dev.txt"])
def test_a_pin_has_the_extras_that_others_ask_for(name: str) -> None:
    """Without them pip takes the newest release for the extra, and refuses it as not pinned."""
    found = _PIN.findall((ROOT / name).read_text(encoding="utf-8"))
    pins = {canonicalize_name(package): set(extras.split(",")) for package, extras in found}
    wanted = {
        (canonicalize_name(asked.name), extra)
        for package in pins
        for asked in map(Requirement, _requires(package))
        for extra in asked.extras
        if asked.marker is None or asked.marker.evaluate({"extra": ""})
    }
    assert wanted
    assert not [(package, extra) for package, extra in wanted if extra not in pins[package]]


def _requires(package: str) -> list[str]:
    try:
        return requires(package) or []
    except PackageNotFoundError:
        return []  # one for another platform
