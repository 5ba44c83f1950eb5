"""What every template can use, and the static files that pages ask for."""

from flask import Blueprint, Flask, abort, make_response, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined

from app.web.ui import assets
from app.web.ui.access import public
from app.web.ui.components import nhs
from app.web.ui.fields import error_summary, field
from app.web.ui.languages import init_languages

FOR_EVER = "public, max-age=31536000, immutable"

bp = Blueprint("ui", __name__, template_folder="templates")
_files = assets.load()
_by_address = {file.name: file for file in _files.values()}


def asset(name: str) -> str:
    """The address of a static file. It changes with the file, so browsers may keep it for ever."""
    return f"/assets/{_files[name].name}"


@bp.get("/assets/<name>")
@public("Style, script and logo are the same for everybody", without_database=True)
def static_file(name: str) -> ResponseReturnValue:
    """One static file, compressed as the browser can read it."""
    file = _by_address.get(name) or abort(404)
    encoding, body = file.body_for(request.headers.get("Accept-Encoding", ""))
    response = make_response(body)
    response.content_type = file.type
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Vary"] = "Accept-Encoding"
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    return response


def init_look(app: Flask) -> None:
    """Layouts, components, languages and static files."""
    app.register_blueprint(bp)
    init_languages(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals |= {
        "asset": asset,
        "error_summary": error_summary,
        "field": field,
        "nhs": nhs,
    }
