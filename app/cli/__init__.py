"""Commands for the people who run the portal: `flask --help` lists them."""

from flask import Flask

from app.cli.alerts import alerts
from app.cli.appointments import appointments
from app.cli.approvals import approvals
from app.cli.audit import audit
from app.cli.clients import clients
from app.cli.db import db
from app.cli.demo import demo
from app.cli.jobs import jobs
from app.cli.measures import measures
from app.cli.messages import messages
from app.cli.recompute import recompute
from app.cli.schedule import schedule
from app.cli.serve import serve
from app.cli.staff import staff
from app.cli.withdrawals import give_back, withdraw
from app.cli.worker import worker

COMMANDS = (
    *(appointments, approvals, audit, clients, db, demo, jobs, measures),
    *(alerts, messages, schedule, serve, staff, worker),
)


for command in (recompute, withdraw, give_back):
    measures.add_command(command)


def add_commands(app: Flask) -> None:
    """Give the app its `flask ...` commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
