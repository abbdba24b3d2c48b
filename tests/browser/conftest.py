"""A service of the real graph in a process of its own, and a Chromium that reads it."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from s5kg.web.assets import MISSING, read_assets

WAIT = 20_000  # milliseconds after which the browser gives up; no test measures time
WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


@dataclass
class Watched:
    """A page, and what went wrong on it since it was opened."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the service, and wait until its scripts have made what they make."""
        self.page.goto(self.address + path)
        self.page.locator("[data-state=waiting]").first.wait_for(state="detached")
        return self.page

    def watch(self) -> None:
        """Note errors of scripts, breaches of the policy, and requests to another host."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", lambda request: self._request(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.faults.append(f"request: {url}")


Visit = Callable[..., Watched]


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """The address of `s5kg serve` with a build of the real sources."""
    if not shutil.which("chromium"):
        pytest.skip("no browser: install the Debian package chromium")
    if not read_assets():
        pytest.skip(MISSING)
    command = [sys.executable, "-m", "s5kg", "serve", "--build", str(built), "--port", "0"]
    process = subprocess.Popen([*command, "--budget", "0"], stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr)
        yield next(address[0] for address in found if address)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    """A headless Chromium, the machine's own."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        # Its sandbox needs rights that containers do not give; it reads pages of ours only.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(address: str, browser: Browser) -> Iterator[Visit]:
    """Open a fresh page; the options are those of Playwright's `new_context`."""
    with ExitStack() as stack:

        def start(**options: object) -> Watched:
            context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type]
            stack.callback(context.close)
            context.set_default_timeout(WAIT)
            context.add_init_script(WATCH)
            watched = Watched(context.new_page(), address)
            watched.watch()
            return watched

        yield start


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, as the bundler's packages have it."""
    root = Path(__file__).resolve().parents[2]
    path = root / "assets" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("no axe-core: remove src/s5kg/web/static/built and run `make assets`")
    return path.read_text(encoding="utf-8")
