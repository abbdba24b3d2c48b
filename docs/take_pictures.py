"""Take the pictures of the site: reads build/, writes docs/pictures/*.png.

python docs/take_pictures.py
"""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

TARGET = Path(__file__).resolve().parent / "pictures"
MOST = 200_000  # bytes of a picture
_QUERY = """SELECT ?programme ?euro ?precision {
  ?figure a s5:BudgetFigure ; s5:figureOf ?programme ; schema:value ?euro ;
    s5:precision ?precision .
  ?programme a s5:FrameworkProgramme
} ORDER BY ?euro"""
# Name, path, language, width, height, colours.
PICTURES = (
    ("home-en", "/", "en", 1280, 800, "light"),
    ("home-ja-narrow", "/", "ja", 360, 740, "light"),
    ("thing-ja", "/page/prog-eu-he", "ja", 1280, 800, "light"),
    ("explore-en-dark", "/explore?class=s5%3AFigure", "en", 1280, 800, "dark"),
    ("timeline-ja", "/timeline", "ja", 1280, 800, "light"),
    ("query-en", f"/sparql?{urlencode({'query': _QUERY})}", "en", 1280, 900, "light"),
)


@contextmanager
def served() -> Iterator[str]:
    """Serve the current build, and yield the address."""
    command = [sys.executable, "-m", "s5kg", "serve", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 (our own)
    try:
        found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr or ())
        yield next(address[0] for address in found if address)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def take(browser: Browser, address: str) -> None:
    """Take all pictures. Raises ValueError for one that is too large."""
    for name, path, language, width, height, colours in PICTURES:
        size = {"width": width, "height": height}
        page = browser.new_page(locale=language, viewport=size, color_scheme=colours)  # type: ignore[arg-type]  # one of two words, a size
        page.goto(address + path)
        page.locator("[data-state=waiting]").first.wait_for(state="detached")
        taken = page.screenshot(path=TARGET / f"{name}.png")
        if len(taken) > MOST:
            raise ValueError(f"{name}.png has {len(taken)} bytes, more than {MOST}")
        page.close()


def main() -> None:
    """Take the pictures with the Chromium of this machine."""
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("error: no chromium on this machine: install it")
    TARGET.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        # Its sandbox needs rights that containers do not give; it reads pages of ours only.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
