"""A thread that gave up the network has none; the rest of the process keeps its own."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from s5kg.engine.sandbox import SandboxError, forbid_network


def _run() -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def _pair() -> None:
    for end in socket.socketpair():
        end.close()


def _open() -> None:
    socket.socket().close()


def _confined(act: Callable[[], object]) -> BaseException | None:
    """Return what an act raises in a thread of its own that has given up the network."""
    errors: list[BaseException] = []

    def run() -> None:
        forbid_network()
        try:
            act()
        except OSError as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return errors[0] if errors else None


@pytest.mark.parametrize("act", [_open, _pair, _run])
def test_sockets_and_programs_are_refused(act: Callable[[], None]) -> None:
    """What works outside of the sandbox is not permitted inside."""
    act()
    assert isinstance(_confined(act), PermissionError)
    act()


def test_files_may_still_be_opened(tmp_path: Path) -> None:
    """A store on disk opens its files when it needs them."""
    assert _confined(lambda: (tmp_path / "a").write_text("a")) is None
    assert (tmp_path / "a").read_text() == "a"


def test_an_unknown_machine_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing runs unconfined because the numbers of its calls are not known."""
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(SandboxError):
        forbid_network()
