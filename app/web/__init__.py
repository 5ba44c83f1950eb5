"""The pages, one package for each audience."""

from flask import Flask


def add_pages(app: Flask) -> None:
    """Give the app its pages."""
