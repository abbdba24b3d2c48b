"""Every kind of page as axe-core judges it: WCAG 2.2, levels A and AA, light and dark."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.kinds import WRONG, kinds

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
JUDGE = """async (levels) => {
  const found = await axe.run({ runOnly: { type: "tag", values: levels }, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) =>
    `${id} at ${node.target}: ${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message}`));
}"""  # noqa: E501 (JavaScript)


@pytest.mark.parametrize(
    ("scheme", "language", "width"), [("light", "ja", 1280), ("dark", "en", 360)]
)
def test_axe_finds_nothing(
    address: str, visit: Visit, axe: str, scheme: str, language: str, width: int
) -> None:
    """Nothing on any kind of page, problems among them; only the judge itself passes the policy."""
    watched = visit(
        color_scheme=scheme,
        locale=language,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    found = []
    for path in (*kinds(address), *WRONG):
        page = watched.open(path)
        page.evaluate(axe)
        found += [f"{path}: {fault}" for fault in page.evaluate(JUDGE, LEVELS)]
    assert not found, "\n".join(found)
