"""Take the pictures of OpenRefine at work with the service, docs/pictures/openrefine-*.png.

python docs/take_openrefine_pictures.py http://127.0.0.1:3333 http://127.0.0.1:8000

The first is a running OpenRefine (3.6 of Debian was used: `openrefine -p 3333`), the second a
running `s5kg serve`. A project is made in that OpenRefine and left there.
"""

import json
import shutil
import sys
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).resolve().parent / "pictures"
NAMES = (
    "OSTP", "科学技術政策局", "Horizon Europe", "株式会社三菱総合研究所",
    "National Science and Technolgy Council", "上院", "German Research Foundation",
)  # fmt: skip
_SIZE = {"width": 1100, "height": 620}


def new_project(refine: str) -> str:
    """Make a project with one column of names, and return its address."""
    table = "\n".join(["name", *NAMES])
    with httpx.Client(base_url=refine) as client:
        token = client.get("/command/core/get-csrf-token").json()["token"]
        made = client.post(
            f"/command/core/create-project-from-upload?csrf_token={token}",
            data={
                "project-name": "names",
                "format": "text/line-based/*sv",
                "options": json.dumps({"separator": ",", "headerLines": 1, "encoding": "UTF-8"}),
            },
            files={"project-file": ("names.csv", table.encode(), "text/csv")},
        )
        return made.headers["location"]


def choose(page: Page, *names: str) -> None:
    """Open the menu of the column, and choose an entry of an entry."""
    page.locator("th.column-header", has_text="name").locator(".column-header-menu").click()
    for name in names[:-1]:
        page.locator(".menu-item", has_text=name).first.hover()
    page.locator(".menu-item", has_text=names[-1]).first.click()


def reconcile(page: Page, service: str) -> None:
    """Add the service and match the column, of no particular type."""
    choose(page, "Reconcile", "Start reconciling")
    page.get_by_text("Add standard service").click()
    page.locator(".dialog-frame input").last.fill(service)
    page.screenshot(path=TARGET / "openrefine-add.png")
    page.get_by_text("Add service", exact=True).click()
    page.locator("input[name=type-choice]").first.wait_for(state="attached")
    # The list of services lies above the choices until it is folded.
    page.locator(".recon-dialog-service-opener").click()
    page.get_by_text("Reconcile against no particular type").click()
    page.screenshot(path=TARGET / "openrefine-start.png")
    page.get_by_role("button", name="Start reconciling").click()
    page.locator(".data-table-cell-content >> text=Create new item").first.wait_for()
    page.locator(".data-table-recon-candidate").first.hover()
    page.frame_locator("iframe").locator("h1").wait_for()
    page.screenshot(path=TARGET / "openrefine-candidates.png")


def extend(page: Page) -> None:
    """Fetch a property of what was matched."""
    choose(page, "Edit column", "Add columns from reconciled values")
    page.locator(".suggested-property", has_text="alternative label").locator("a").click()
    page.locator(".dialog-container td", has_text="OSTP").first.wait_for()
    page.screenshot(path=TARGET / "openrefine-extend.png")


def main() -> None:
    """Take all pictures with the Chromium of this machine."""
    refine, service = sys.argv[1:]
    with sync_playwright() as playwright:
        # Its sandbox needs rights that containers do not give; it reads pages of this machine only.
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(locale="en", viewport=_SIZE)  # type: ignore[arg-type]  # a size
        page.set_default_timeout(10_000)
        page.goto(new_project(refine))
        reconcile(page, f"{service}/reconcile?lang=en")
        extend(page)
        browser.close()


if __name__ == "__main__":
    main()
