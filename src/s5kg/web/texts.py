"""The words of the pages and problems: gettext catalogues, read as translators write them.

`translations/<language>/LC_MESSAGES/<area>.po` holds the texts of an area. Their msgids are names
such as `nav.home`, each in one area only, so that a text is found without knowing its area.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).with_name("translations")


@dataclass(frozen=True)
class Texts:
    """The texts of a language."""

    keys: frozenset[str]
    _translations: Translations

    def one(self, key: str) -> str:
        """Return a text. Raises KeyError for a key that there is not."""
        self._check(key)
        return self._translations.gettext(key)

    def counted(self, key: str, number: int) -> str:
        """Return the form of a text for so many. Raises KeyError for a key that there is not."""
        self._check(key)
        return self._translations.ngettext(key, key, number)

    def _check(self, key: str) -> None:
        if key not in self.keys:
            raise KeyError(key)


def areas(language: str) -> list[Path]:
    """Return the catalogues of a language."""
    return sorted((FOLDER / language / "LC_MESSAGES").glob("*.po"))


def read_area(path: Path, language: str) -> Catalog:
    """Return a catalogue. Raises PoFileError for a line that is none of a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=path.stem, abort_invalid=True)


def key_of(msgid: str | tuple[str, ...] | list[str]) -> str:
    """Return the key of a message, which is also that of its plural."""
    return msgid if isinstance(msgid, str) else msgid[0]


@cache
def texts(language: str) -> Texts:
    """Return the texts of all areas in a language; raises what `read_area` raises."""
    whole = Catalog(locale=language)
    for path in areas(language):
        for message in read_area(path, language):
            if message.id:
                whole.add(message.id, message.string, flags=message.flags)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    keys = frozenset(key_of(message.id) for message in whole if message.id)
    return Texts(keys, Translations(compiled))
