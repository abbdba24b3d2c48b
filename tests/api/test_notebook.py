"""The notebook is run as a reader runs it: over the graph here, and over a service."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "question-to-picture.ipynb"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookClient]:
    """The notebook with a kernel of this environment, which writes nothing to anybody's home."""
    folder = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(name, str(folder / name.lower()))
        patch.setenv("JUPYTER_PLATFORM_DIRS", "1")
        notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call] # it has no types
        client = NotebookClient(notebook, timeout=120, kernel_name="python3")
        with client.setup_kernel(cwd=str(folder)):
            yield client


def run(client: NotebookClient, build: str, service: str) -> dict[str, list[NotebookNode]]:
    """Return what each cell gives; a cell that fails is an error."""
    cells = [cell for cell in client.nb.cells if cell.cell_type == "code"]
    for cell in cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = f"build, service = {build!r}, {service!r}"
        client.execute_cell(cell, client.nb.cells.index(cell))
    return {cell.id: list(cell.outputs) for cell in cells}


def test_the_notebook_goes_from_question_to_picture(
    kernel: NotebookClient, site: str, quads: bytes, tmp_path: Path
) -> None:
    """Frames and pictures come out, no warning does, and a service gives the same frames."""
    (tmp_path / "graph.nq").write_bytes(quads)
    here = run(kernel, str(tmp_path), "")
    there = run(kernel, "", site)
    outputs = [output for found in here.values() for output in found]
    assert all(output.output_type in ("execute_result", "display_data") for output in outputs)
    assert sum("image/png" in output.data for output in outputs) == 2
    frames = {
        name: [output.data["text/html"] for output in found if "text/html" in output.data]
        for name, found in here.items()
    }
    assert sum(map(len, frames.values())) == 5
    assert "Kanto" in str(frames)
    assert "proposed" in str(frames)
    for name, found in there.items():
        tables = [output.data["text/html"] for output in found if "text/html" in output.data]
        assert tables == frames[name]


def test_the_notebook_is_kept_without_outputs() -> None:
    """What it gives is made anew; the file holds no picture and no time of a run."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call] # it has no types
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert not [cell for cell in code if cell.outputs or cell.execution_count]
