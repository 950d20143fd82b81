"""The blueprint of the back office, and the settings its pages read."""

from flask import Blueprint, current_app

from exhibition.config import Settings

blueprint = Blueprint("organizer", __name__, url_prefix="/organizer")


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["SETTINGS"]
    return found
