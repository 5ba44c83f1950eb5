"""Heard: a portal where people in psychological therapy are heard between sessions."""

from flask import Flask

from app import extensions, security, web
from app.cli import add_commands
from config import Settings


def create_app(settings: Settings) -> Flask:
    """The portal with these settings. The one place that knows every package."""
    app = Flask("app", static_folder=None)
    app.config["HEARD"] = settings
    app.config["SECRET_KEY"] = settings.secret_key
    security.use_keyring(
        security.Keyring(
            settings.field_keys,
            settings.field_key_id,
            lookup_key=settings.lookup_key,
            audit_key=settings.audit_key,
        )
    )
    extensions.init(app, settings)
    web.add_pages(app)
    add_commands(app)
    return app
