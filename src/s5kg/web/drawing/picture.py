"""A picture being drawn: shapes and words with classes, as one SVG element (SVG 2)."""

from xml.etree import ElementTree as Xml

from markupsafe import Markup

from s5kg.web.drawing.lettering import BOLD, fitted

SVG = "http://www.w3.org/2000/svg"
WIDTH = 360.0  # units; as many pixels as a narrow screen has
SIZE = 12.0  # units of a letter

_NOT_XML = dict.fromkeys((*range(32), 65534, 65535, *range(55296, 57344)), " ")


class Picture:
    """An SVG element with a title and a description (SVG 2, 5.8), `WIDTH` units wide."""

    def __init__(self, name: str, title: str, description: str) -> None:
        """Begin a picture; `name` is unique in its page, as its ids are made of it."""
        self.height = 0.0
        self._root = Xml.Element("svg", {"xmlns": SVG, "class": "plot"})
        self._root.set("aria-labelledby", f"{name}-title {name}-desc")
        for tag, words in (("title", title), ("desc", description)):
            Xml.SubElement(self._root, tag, id=f"{name}-{tag}").text = words.translate(_NOT_XML)

    def rect(self, x: float, y: float, width: float, height: float, css: str) -> None:
        """Draw a rectangle."""
        self._add(
            "rect", css, x=x, y=y, width=max(width, 0), height=height, fill="currentColor",
            fill_opacity=0.15,
        )  # fmt: skip

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        """Draw a line."""
        self._add("line", css, x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor")

    def circle(self, x: float, y: float, radius: float, css: str) -> None:
        """Draw a circle."""
        self._add("circle", css, cx=x, cy=y, r=radius, fill="currentColor")

    def polygon(self, points: list[tuple[float, float]], css: str) -> None:
        """Draw an area with corners."""
        corners = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        self._add("polygon", css, points=corners, fill="currentColor")

    def words(
        self, x: float, y: float, words: str, css: str = "", *, anchor: str = "start",
        room: float = WIDTH, size: float = SIZE, href: str | None = None, language: str = "",
    ) -> None:  # fmt: skip
        """Write words with their base line at `y`, cut to `room`; whole in a title of their own."""
        clean = words.translate(_NOT_XML)
        shown = fitted(clean, room / BOLD if "strong" in css else room, size)
        parent = Xml.SubElement(self._root, "a", href=href) if href else self._root
        text = self._add(
            "text", css, parent, x=x, y=y, text_anchor=anchor, font_size=size, fill="currentColor"
        )
        text.text = shown
        if language:
            text.set("lang", language)
        if shown != clean:
            Xml.SubElement(text, "title").text = clean

    def svg(self) -> Markup:
        """Return the element, to stand in a page or in a file of its own."""
        # The parts of an image are hidden from screen readers, and links must not be.
        self._root.set("role", "img" if self._root.find("a") is None else "group")
        self._root.set("viewBox", f"0 0 {_short(WIDTH)} {_short(self.height)}")
        return Markup(Xml.tostring(self._root, encoding="unicode"))  # noqa: S704 (escaped by it)

    def _add(
        self, tag: str, css: str, parent: Xml.Element | None = None, **values: object
    ) -> Xml.Element:
        given = {name.replace("_", "-"): _short(value) for name, value in values.items()}
        if css:
            given["class"] = css
        return Xml.SubElement(self._root if parent is None else parent, tag, given)


def _short(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
