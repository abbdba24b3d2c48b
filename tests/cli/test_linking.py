"""`s5kg link` and `s5kg links review`: from a dump or a service to links that a person accepted."""

import json
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask, Response

from s5kg.cli import main
from s5kg.linking import services
from s5kg.locations import Sources
from s5kg.mappings import read_mappings
from tests.engine.services import oxigraph
from tests.serving import serving

Run = Callable[..., Result]
ROR = "https://ror.org/"
CANDIDATES = "data/links/candidates/ror.sssom.tsv"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
# A real one that we had no link to, a namesake elsewhere, and one of another kind of name.
DUMP = """id,label,lang,type,country
https://ror.org/02yx7zx43,Agentur für Innovation in der Cybersicherheit,de,government,DE
https://ror.org/00wnb9798,National Science and Technology Council,en,government,ZM
https://ror.org/041agrq44,"Senate\t\u202e<b>",en,government,US
broken
"""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A dump with a broken line."""
    path = tmp_path / "ror.csv"
    path.write_text(DUMP, encoding="utf-8")
    return path


def _invoke(copy: Sources, *words: object, stdin: str = "") -> Result:
    environment = {"S5KG_SOURCES": str(copy.root), "COLUMNS": "200"}
    return CliRunner().invoke(main, [str(word) for word in words], stdin, environment)


def test_proposals_become_links_when_a_person_accepts(
    copy: Sources, dump: Path, built: Path
) -> None:
    """From the dump to the set that the build takes in; what is refused is kept as refused."""
    proposed = _invoke(copy, "link", dump, "--scheme", "ror", "--least", "0.1", "--build", built)
    assert proposed.exit_code == 3, proposed.output
    assert "1 place could not be read" in proposed.stderr
    assert "ror.csv:5" in proposed.stderr
    rows = read_mappings(copy.root / CANDIDATES).rows
    found = {row.object.value.removeprefix(ROR): row for row in rows}
    assert "00wnb9798" not in found  # a trap that is written down already
    agency = found["02yx7zx43"]
    assert "the same name (de)" in agency.cells["comment"]
    assert agency.cells["object_label"].startswith("Agentur")
    keys = "".join("a" if row is agency else "r" for row in rows)
    reviewed = _invoke(copy, "links", "review", "ror", stdin=keys)
    assert f"1 accepted, {len(rows) - 1} rejected, 0 left" in reviewed.stdout
    links = {
        row.object.value: row for row in read_mappings(copy.root / "data/links/ror.sssom.tsv").rows
    }
    assert not links[f"{ROR}02yx7zx43"].negative
    assert links[f"{ROR}02yx7zx43"].cells["mapping_justification"] == "semapv:ManualMappingCuration"
    again = _invoke(copy, "link", dump, "--scheme", "ror", "--least", "0.1", "--build", built)
    assert "gives no new proposal" in again.stderr


def test_an_answer_is_kept_when_the_review_ends(copy: Sources, dump: Path, built: Path) -> None:
    """Each one at once; other keys do nothing, and the end of the input ends the review."""
    _invoke(copy, "link", dump, "--scheme", "ror", "--build", built)
    before = len(read_mappings(copy.root / CANDIDATES).rows)
    result = _invoke(copy, "links", "review", "ror", stdin="x\nR")
    assert f"0 accepted, 1 rejected, {before - 1} left" in result.stdout
    assert len(read_mappings(copy.root / CANDIDATES).rows) == before - 1


def test_candidates_alone_can_be_reviewed(copy: Sources) -> None:
    """A scheme without a verified link gets its first one; the set is as the build takes it."""
    result = _invoke(copy, "links", "review", "e-stat-sac", stdin="a")
    assert "1 accepted, 0 rejected" in result.stdout
    made = read_mappings(copy.root / "data/links/e-stat-sac.sssom.tsv")
    assert len(made.rows) == 1
    assert not any("candidates" in line or "not verified" in line for line in made.head)


def test_what_is_no_identifier_of_the_scheme_is_left_out(
    copy: Sources, built: Path, tmp_path: Path
) -> None:
    """A wrong form, another namespace, and things of our own would break the candidates."""
    path = tmp_path / "odd.csv"
    odd = ("https://ror.org/x", "https://ror.org/", "https://w3id.org/s5kg/id/x", "urn:x")
    path.write_text("".join(["id,label\n", *(f"{iri},内閣府\n" for iri in odd)]), encoding="utf-8")
    result = _invoke(
        copy, "link", path, "--scheme", "ror", "--all", "--least", "0", "--build", built
    )
    assert result.exit_code == 0, result.output
    assert "places left out, since nothing of the scheme is called so" in result.stderr
    assert "https://ror.org/x: x is not of the form" in result.stderr
    assert read_mappings(copy.root / CANDIDATES).rows == ()


def test_what_is_outside_the_scheme_does_not_push_the_right_one_out(
    copy: Sources, built: Path, tmp_path: Path
) -> None:
    """However many are called so elsewhere, the one of the scheme is as sure as alone."""
    path, name = tmp_path / "crowd.csv", "Agentur für Innovation in der Cybersicherheit"
    crowd = (*(f"https://example.org/{letter}" for letter in "abc"), f"{ROR}02yx7zx43")
    path.write_text(
        "".join(["id,label\n", *(f"{iri},{name}\n" for iri in crowd)]), encoding="utf-8"
    )
    result = _invoke(copy, "link", path, "--scheme", "ror", "--build", built)
    assert "3 places left out" in result.stderr
    assert "https://example.org/a: it is not in the namespace of the scheme" in result.stderr
    (row,) = read_mappings(copy.root / CANDIDATES).rows
    assert (row.object.value, row.confidence) == (f"{ROR}02yx7zx43", 0.7)


def test_a_set_that_cannot_be_written_is_told(copy: Sources, dump: Path, built: Path) -> None:
    """What is in the way is named, and nothing is traced."""
    blocked = dump / "ror.sssom.tsv"
    result = _invoke(copy, "link", dump, "--scheme", "ror", "--build", built, "--output", blocked)
    assert result.exit_code == 1
    assert "ror.sssom.tsv: cannot be written" in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("name", ["ror.sssom.tsv", "new.sssom.tsv", "candidates/../ror.sssom.tsv"])
def test_what_nobody_judged_is_not_published(
    copy: Sources, dump: Path, built: Path, name: str
) -> None:
    """A set of data/links/ is refused as output, however it is written, and stays as it is."""
    published = copy.data / "links" / "ror.sssom.tsv"
    before = published.read_bytes()
    output = copy.data / "links" / name
    result = _invoke(copy, "link", dump, "--scheme", "ror", "--build", built, "--output", output)
    assert result.exit_code == 1
    assert "would be published" in result.stderr
    assert published.read_bytes() == before
    assert not (copy.data / "links" / "new.sssom.tsv").exists()


def test_the_set_of_another_scheme_is_not_written_over(
    copy: Sources, dump: Path, built: Path
) -> None:
    """It would not declare the prefix of what is added, and could not be read again."""
    other = copy.data / "links/candidates/e-stat-sac.sssom.tsv"
    before = other.read_bytes()
    result = _invoke(copy, "link", dump, "--scheme", "ror", "--build", built, "--output", other)
    assert result.exit_code == 1
    assert "is a set of another scheme than ror" in result.stderr
    assert other.read_bytes() == before


def test_candidates_of_a_scheme_lie_in_its_set(copy: Sources, dump: Path, built: Path) -> None:
    """Another name beside them is that of another scheme, also where there is no such file yet."""
    words = ("link", dump, "--scheme", "ror", "--build", built, "--output")
    for name in ("wikidata.sssom.tsv", "ror.tsv"):
        output = copy.data / "links/candidates" / name
        result = _invoke(copy, *words, output)
        assert result.exit_code == 1
        assert "is a set of another scheme than ror: leave --output out" in result.stderr
        assert not output.exists()
    assert _invoke(copy, *words, copy.root / CANDIDATES).exit_code == 3
    assert read_mappings(copy.root / CANDIDATES).rows


def test_a_link_of_the_file_system_does_not_publish(
    copy: Sources, dump: Path, built: Path, tmp_path: Path
) -> None:
    """It would be replaced by the set: where it lies counts too, not only where it leads."""
    output = copy.data / "links" / "new.sssom.tsv"
    output.symlink_to(tmp_path / "aside.sssom.tsv")
    result = _invoke(copy, "link", dump, "--scheme", "ror", "--build", built, "--output", output)
    assert result.exit_code == 1
    assert "would be published" in result.stderr
    assert output.is_symlink()


def test_candidates_with_other_prefixes_are_not_added_to(
    copy: Sources, built: Path, tmp_path: Path
) -> None:
    """What they lack is said, as it is to be written."""
    path = copy.data / "links/candidates/dbpedia.sssom.tsv"
    text = path.read_text(encoding="utf-8").replace("\tdbpedia:", "\tdbr:")
    path.write_text(text.replace("#  dbpedia:", "#  dbr:"), encoding="utf-8")
    before, dump = path.read_bytes(), tmp_path / "dump.csv"
    dump.write_text("id,label\nhttp://dbpedia.org/resource/Goggle,Google\n", encoding="utf-8")
    result = _invoke(copy, "link", dump, "--scheme", "dbpedia", "--build", built)
    assert result.exit_code == 1
    assert 'or declare dbpedia: "http://dbpedia.org/resource/" in its curie_map' in result.stderr
    assert path.read_bytes() == before


def test_what_is_said_last_can_be_followed(
    copy: Sources, dump: Path, built: Path, tmp_path: Path
) -> None:
    """The review reads one file: what was written elsewhere is to go there first."""
    words = ("link", dump, "--scheme", "ror", "--build", built)
    aside = tmp_path / "aside.sssom.tsv"
    said = _invoke(copy, *words, "--output", aside).stderr.splitlines()[-2:]
    judged = copy.root / CANDIDATES
    assert said == [
        f"to have them judged, move it to {judged}, then:",
        "judge them: s5kg links review ror",
    ]
    aside.rename(judged)
    reviewed = _invoke(copy, "links", "review", "ror", stdin="q")
    assert "1 left" in reviewed.stdout
    said = _invoke(copy, *words, "--output", aside).stderr.splitlines()[-2:]
    assert said[0] == f"to have them judged, add its rows to {judged}, then:"
    judged.unlink()
    assert "to have" not in _invoke(copy, *words).stderr
    assert "judge them" not in _invoke(copy, *words).stderr  # there is nothing new


def test_an_iri_does_not_steer_the_terminal(copy: Sources, built: Path, tmp_path: Path) -> None:
    """Marks that turn the direction are shown as signs; no IRI has them, so it is left out."""
    path, iri = tmp_path / "odd.csv", "http://dbpedia.org/resource/\u202ex"
    path.write_text(f"id,label\n{iri},連邦財務省\n", encoding="utf-8")
    result = _invoke(copy, "link", path, "--scheme", "dbpedia", "--least", "0", "--build", built)
    assert result.exit_code == 0, result.output
    assert "\u202e" not in result.output
    assert "http://dbpedia.org/resource/\ufffdx: it holds signs that nobody sees" in result.stderr
    written = (copy.root / "data/links/candidates/dbpedia.sssom.tsv").read_text(encoding="utf-8")
    assert "\u202ex" not in written


def test_what_would_contradict_a_link_is_not_accepted(
    copy: Sources, built: Path, tmp_path: Path
) -> None:
    """A second exact match in the same scheme stays a candidate."""
    path = tmp_path / "second.csv"
    path.write_text("id,label\nhttps://ror.org/041agrq44,内閣府\n", encoding="utf-8")
    _invoke(copy, "link", path, "--scheme", "ror", "--all", "--build", built)
    result = _invoke(copy, "links", "review", "ror", stdin="a")
    assert "has two exact matches in one scheme" in result.stderr
    assert "0 accepted, 0 rejected, 1 left" in result.stdout


def test_strict_writes_nothing_of_a_broken_dump(copy: Sources, dump: Path, built: Path) -> None:
    """Whoever wants all or nothing."""
    result = _invoke(copy, "link", dump, "--scheme", "ror", "--strict", "--build", built)
    assert result.exit_code == 1
    assert not (copy.root / CANDIDATES).exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["dump.csv", "--scheme", "nowhere"], "nowhere is no scheme of data/links/"),
        (["nowhere.nt", "--scheme", "ror"], "cannot be read"),
        (["http://user:x@127.0.0.1/", "--scheme", "ror"], "must hold no user or password"),
    ],
)
def test_what_cannot_be_done_is_told(
    copy: Sources, built: Path, words: list[str], message: str
) -> None:
    """With exit code 1, and no traceback."""
    result = _invoke(copy, "link", *words, "--build", built)
    assert result.exit_code == 1
    assert message in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_service_is_asked_for_our_names(
    copy: Sources, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real SPARQL service with a thing that we know by a name in Japanese; progress is told."""
    monkeypatch.setattr(services, "_SILENT", 0)
    quads = f'<{ROR}02yx7zx43> {LABEL} "サイバーセキュリティ・イノベーション機構"@ja .\n'
    with oxigraph(tmp_path, quads.encode()) as url:
        result = _invoke(copy, "link", url, "--scheme", "ror", "--build", built)
    assert result.exit_code == 0, result.output
    assert "asked for 0% of our names" in result.stderr
    (row,) = read_mappings(copy.root / CANDIDATES).rows
    assert row.object.value == f"{ROR}02yx7zx43"


def _service(answers: Iterator[Response]) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: next(answers), methods=["GET", "POST"])
    return app


def _html() -> Response:
    return Response("<!doctype html><p>no", mimetype="text/html")


def _rows(*bindings: dict[str, str]) -> Response:
    cells = [
        {name: {"type": "uri" if "//" in text else "literal", "value": text}
         for name, text in row.items()} for row in bindings
    ]  # fmt: skip
    found = {"head": {"vars": ["thing", "property", "value"]}, "results": {"bindings": cells}}
    return Response(json.dumps(found), mimetype="application/sparql-results+json")


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (_html(), "it answers in a format that was not asked for"),
        (Response("", 302, {"Location": "http://127.0.0.1:9/"}), "where we do not go"),
        (Response("{", mimetype="application/sparql-results+json"), "its answer is broken"),
        (_rows({"thing": "http://x/"}), "its answer lacks property, value"),
    ],
)
def test_a_service_that_answers_something_else_is_told(
    copy: Sources, built: Path, answer: Response, what: str
) -> None:
    """It is asked three times and no more; nothing is written."""
    asked = iter([answer] * 3)
    with serving(_service(asked)) as host:
        result = _invoke(copy, "link", f"http://{host}/", "--scheme", "ror", "--build", built)
    assert result.exit_code == 1, result.output
    assert what in result.stderr
    assert "nothing more was asked, since 3 requests failed in a row" in result.stderr
    assert not (copy.root / CANDIDATES).exists()


def test_a_service_that_fails_midway_gives_a_part(copy: Sources, built: Path) -> None:
    """What was found is written, and said to be a part; its graphs are not asked for."""
    name = "サイバーセキュリティ・イノベーション機構"
    found = _rows({"thing": f"{ROR}02yx7zx43", "property": LABEL[1:-1], "value": name})
    with serving(_service(chain([found], repeat(_html())))) as host:
        result = _invoke(copy, "link", f"http://{host}/", "--scheme", "ror", "--build", built)
    assert result.exit_code == 3, result.output
    assert "what follows is a part" in result.stderr
    (row,) = read_mappings(copy.root / CANDIDATES).rows
    assert row.object.value == f"{ROR}02yx7zx43"
