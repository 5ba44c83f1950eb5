"""What a web server runs, and what `flask` finds: the app with this installation's settings."""

import config
from app import create_app

app = create_app(config.load(config.environment()))
