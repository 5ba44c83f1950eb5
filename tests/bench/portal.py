"""Heard as a server runs it, on the database whose address is in PORTAL_DATABASE."""

import os

from app import create_app, settled
from tests.bench.people import settings

app = settled(create_app(settings(os.environ["PORTAL_DATABASE"])))
