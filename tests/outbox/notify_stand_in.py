"""A GOV.UK Notify on this machine, which speaks what its API documentation says."""

import json
import re
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

SERVICE, SECRET = "11111111-2222-4333-8444-555555555555", "66666666-7777-4888-8999-000000000000"
API_KEY = f"heard-{SERVICE}-{SECRET}"
TEMPLATES = {"sms": str(uuid4()), "email": str(uuid4()), "letter": str(uuid4())}
RECIPIENT = {"sms": "phone_number", "email": "email_address"}
GOOD = {"phone_number": r"\+?[\d ]{10,}", "email_address": r"[^@\s]+@[^@\s]+"}


class NotifyStandIn:
    """What it was sent, and how it answers the next request."""

    def __init__(self):
        self.sent = []
        self.asked = []
        self.next = []

    def fail(self, status, error, message):
        """Answer one request with this error."""
        self.next.append((status, _errors(status, error, message)))

    def take(self, kind, body):
        """The answer to a request to send something."""
        faults = _faults(kind, body)
        if faults:
            return 400, _errors(400, *faults)
        notification = {"id": str(uuid4()), "reference": body.get("reference"), "type": kind}
        self.sent.append(notification | body)
        return 201, notification | {
            "content": body["personalisation"],
            "uri": f"/v2/notifications/{notification['id']}",
            "template": {"id": body["template_id"], "version": 1, "uri": ""},
        }

    def find(self, reference):
        """What it holds with this reference."""
        self.asked.append(reference)
        found = [one | {"status": "created"} for one in self.sent if one["reference"] == reference]
        return 200, {"notifications": found, "links": {"current": "/v2/notifications"}}


class _Server(ThreadingHTTPServer):
    stand_in: NotifyStandIn

    def handle_error(self, *_request):
        """Whoever calls may be killed in the middle of it: some tests do that."""


@contextmanager
def notify_stand_in(stand_in=None):
    """It runs as long as the block does; its address is in `.url`."""
    stand_in = stand_in or NotifyStandIn()
    server = _Server(("127.0.0.1", 0), _Handler)
    server.stand_in = stand_in
    server.daemon_threads = True
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()


def _errors(status, error, message):
    return {"status_code": status, "errors": [{"error": error, "message": message}]}


def _faults(kind, body):
    if body.get("template_id") != TEMPLATES[kind]:
        return "BadRequestError", "Template not found"
    if "body" not in body.get("personalisation", {}):
        return "BadRequestError", "Missing personalisation: body"
    name = RECIPIENT.get(kind)
    if name and not re.fullmatch(GOOD[name], body.get(name, "")):
        return "ValidationError", f"{name} Not a valid {name.replace('_', ' ')}"
    return None


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kind = urlsplit(self.path).path.removeprefix("/v2/notifications/")
        self._answer(lambda: self.server.stand_in.take(kind, body))

    def do_GET(self):
        [reference] = parse_qs(urlsplit(self.path).query)["reference"]
        self._answer(lambda: self.server.stand_in.find(reference))

    def _answer(self, usual):
        if not self._is_signed():
            status, said = 403, _errors(403, "AuthError", "Invalid token: API key not found")
        elif self.server.stand_in.next:
            status, said = self.server.stand_in.next.pop(0)
        else:
            status, said = usual()
        text = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _is_signed(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            return jwt.decode(token, SECRET, algorithms=["HS256"])["iss"] == SERVICE
        except jwt.InvalidTokenError:
            return False

    def log_message(self, *_words):
        pass
