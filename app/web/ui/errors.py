"""What someone sees when something cannot be done: kind, plain, and nothing about the inside."""

from http import HTTPStatus
from secrets import token_hex

from flask import Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

# Title and what to do, for each answer that is not a page.
WORDS = {
    400: (
        _l("That did not work"),
        _l("Something in what was sent was not right. Please go back and try again."),
    ),
    403: (_l("You cannot open this page"), _l("This page is for somebody else.")),
    404: (
        _l("There is no page here"),
        _l("Check the link. If you copied it, make sure that you have all of it."),
    ),
    405: (_l("That did not work"), _l("Please go back and use the buttons on the page.")),
    410: (_l("This page has gone"), _l("It is not there any more.")),
    413: (_l("That was too much"), _l("What was sent is too big. Please send less.")),
    429: (_l("Please wait a little"), _l("There were too many tries. Try again in 15 minutes.")),
    500: (
        _l("Sorry, something went wrong"),
        _l("It was not your fault. What was saved is safe. Please try again in a few minutes."),
    ),
}
STALE = (
    _l("This page was open for too long"),
    _l("Please go back, load the page again and try once more."),
)


def error_page(error: HTTPException) -> ResponseReturnValue:
    """A plain page with a reference that can be told to the team, and found in the log (SEC-11)."""
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if error.response is not None or code < HTTPStatus.BAD_REQUEST:
        return error
    if isinstance(error, SecurityError):
        # Asked for under a name that is not ours: there is nobody whose page this could be.
        return Response("Bad request", code, content_type="text/plain")
    reference = note_fault(code)
    return render_template("ui/error.html", words=_words(error, code), reference=reference), code


def note_fault(code: int) -> str:
    """A new reference, for the page that says that something failed; the log has it too."""
    reference = token_hex(4)
    log = current_app.logger.error if code >= 500 else current_app.logger.info
    log("%s %s %s: reference %s", code, request.method, request.endpoint, reference)
    return reference


def init_errors(app: Flask) -> None:
    """Use our pages for every error."""
    app.register_error_handler(HTTPException, error_page)


def _words(error: HTTPException, code: int) -> tuple[str, str]:
    if isinstance(error, CSRFError):
        return STALE
    if isinstance(error, InternalServerError):
        return WORDS[500]
    return WORDS.get(code, WORDS[400 if code < 500 else 500])
