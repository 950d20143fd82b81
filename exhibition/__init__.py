"""Trade exhibition registration: exhibitor applications, visitor passes, the organizer's lists."""

from flask import Flask

from exhibition import cli, models, web
from exhibition.config import ROOT, Settings, load_settings
from exhibition.database import db, engine_options, prepare_engine

__all__ = ["create_app", "models"]


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, or for those of the environment.

    Raises ``SettingsError`` when a setting cannot be used.
    """
    settings = settings or load_settings()
    app = Flask(
        "exhibition",
        root_path=str(ROOT / "exhibition"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(settings.instance),
        static_folder=None,
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    web.init_app(app, settings)
    cli.init_app(app)
    return app
