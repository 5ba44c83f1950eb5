"""What a web server runs, and what `flask` finds: the app with this installation's settings."""

import sys

from flask import Flask

import config
from app import create_app, settled
from app.instruments import InvalidDefinition


def start() -> Flask:
    """The app; or this process ends, saying in plain words what is wrong."""
    try:
        return create_app(config.load(config.environment()))
    except (config.UnreadableSettings, config.UnsafeSettings) as error:
        sys.exit(f"Heard does not start with these settings:\n{error}")
    except InvalidDefinition as error:
        sys.exit(f"Heard does not start with this measure:\n{error}")


app = settled(start())
