"""Graphs in the body of a request: one, or the files of a form."""

from flask import Request

from s5kg.formats import FORMATS, Family, Format
from s5kg.web.errors import ProblemError
from s5kg.web.fields import check_coding

_FORMATS = {form.media_type: form for form in FORMATS if form.family is Family.GRAPH}
_ENDINGS = {form.extension: form for form in _FORMATS.values()}
_FILES = "multipart/form-data"
# What a browser says of a file that it does not know; the ending of its name says more.
_UNKNOWN = ("", "application/octet-stream")


def read_bodies(request: Request) -> list[tuple[bytes, Format]]:
    """Return the data of a request, each with its format; they are not parsed here.

    Raises ProblemError 415 for what is no graph in a format of ours, 400 for a form without files.
    """
    check_coding(request)
    if request.mimetype != _FILES or request.method != "POST":
        form = _format(request, request.mimetype, request.mimetype_params)
        return [(request.get_data(), form)]
    found = []
    for _, file in request.files.items(multi=True):
        ending = (file.filename or "").rpartition(".")[2].lower()
        if file.mimetype in _UNKNOWN and ending in _ENDINGS:
            form = _ENDINGS[ending]
        else:
            form = _format(request, file.mimetype, file.mimetype_params)
        found.append((file.read(), form))
    if not found:
        raise ProblemError(400, "no-files")
    return found


def _format(request: Request, media_type: str, parameters: dict[str, str]) -> Format:
    form = _FORMATS.get(media_type)
    if form is None or parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        types = [*_FORMATS, _FILES] if request.method == "POST" else [*_FORMATS]
        offered = ", ".join(types)
        name = "Accept-Post" if request.method == "POST" else "Accept"
        raise ProblemError(
            415,
            "unsupported-data",
            members={"offered": types},
            headers={name: offered},
            given=media_type or "–",
            offered=offered,
        )
    return form
