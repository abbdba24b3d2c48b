"""The bundled scripts and styles, by the names of their sources."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, Response, request, url_for

BUILT = Path(__file__).resolve().parent / "static" / "built"
NOTICES = "THIRD-PARTY-NOTICES.txt"
MISSING = "the site has no scripts: run `make assets` (pages work without them)"
_FOLDER = "built"
_YEAR = 365 * 24 * 3600  # seconds


class AssetError(KeyError):
    """No bundle has this name; a template asks for what is never built."""


@dataclass(frozen=True)
class Assets:
    """What was built: `files` by the names of their sources, `needs` what each imports at once."""

    files: dict[str, str] = field(default_factory=dict)
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether the bundles have been built."""
        return bool(self.files)

    def asset(self, name: str) -> str | None:
        """Return the address of a bundle such as `chart.js`, None where none has been built.

        Raises AssetError for a name that is no bundle.
        """
        if not self:
            return None
        if name not in self.files:
            raise AssetError(name)
        return url_for("static", filename=f"{_FOLDER}/{self.files[name]}")

    def notices(self) -> str | None:
        """Return the address of the licences of what is bundled, None where nothing is."""
        return url_for("static", filename=f"{_FOLDER}/{NOTICES}") if self else None

    @property
    def lasting(self) -> frozenset[str]:
        """The files whose name changes with their content."""
        return frozenset(self.files.values()).union(*self.needs.values())


def read_assets(folder: Path = BUILT) -> Assets:
    """Return what the manifest of a folder names, nothing where there is none."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Assets()
    needs = {name: tuple(files) for name, files in manifest["needs"].items()}
    return Assets(manifest["files"], needs)


def add_assets(app: Flask, assets: Assets) -> None:
    """Give the templates of an app `asset(name)`, and let bundles be kept for ever (RFC 8246)."""
    app.jinja_env.globals.update(asset=assets.asset, notices=assets.notices)
    lasting = assets.lasting

    def keep(response: Response) -> Response:
        filename = (request.view_args or {}).get("filename", "")
        folder, _, name = filename.rpartition("/")
        good = response.status_code in (200, 304)
        if good and request.endpoint == "static" and folder == _FOLDER and name in lasting:
            response.cache_control.no_cache = None
            response.cache_control.public = True
            response.cache_control.max_age = _YEAR
            response.cache_control.immutable = True
        return response

    app.after_request(keep)
