"""What every command but ``serve`` asks first: is this database the one the program knows?"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext

from exhibition import readiness
from exhibition.database import db

P = ParamSpec("P")
R = TypeVar("R")


def needs_schema(command: Callable[P, R]) -> Callable[P, R]:
    """Runs a command inside the application, or stops it with the sentence of what is not ready."""

    @wraps(command)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        problem = readiness.problem(current_app.config["SETTINGS"])
        db.session.rollback()
        if problem is not None:
            raise click.ClickException(
                f"{problem} Start the server once (flask --app wsgi serve): it makes or migrates"
                " the schema, after a copy."
            )
        return command(*args, **kwargs)

    return with_appcontext(checked)
