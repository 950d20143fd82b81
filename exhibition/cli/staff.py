"""``flask staff``: who may sign in."""

import sys

import click
from flask import current_app

from exhibition.cli.schema import needs_schema
from exhibition.config import Settings
from exhibition.database import transaction
from exhibition.domain.errors import AddressTaken, NotFound
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.rights import Role
from exhibition.services import passwords
from exhibition.services import staff as people

SENTENCES = {
    "email": "This is no e-mail address.",
    "password_length": (
        f"A password has {passwords.MIN_LENGTH} to {passwords.MAX_LENGTH} characters."
    ),
}


@click.group()
def staff() -> None:
    """Staff: add somebody, make a one-time link."""


@staff.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from one line of standard input."
)
@needs_schema
def add(email: str, role: str, password_stdin: bool) -> None:
    """Add somebody; without a password, print the one-time link that sets one."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    token = ""
    try:
        with transaction() as session:
            people.add(session, email, Role(role), password)
            if password is None:
                token = people.new_link_for(session, email)
    except AddressTaken as error:
        raise click.ClickException(f"{email} is known already; nothing was changed.") from error
    except IdentifierError as error:
        raise click.ClickException(SENTENCES[error.code]) from error
    click.echo(_link(token) if token else f"Added {email} as {role}.")


@staff.command()
@click.argument("email")
@needs_schema
def link(email: str) -> None:
    """Print a new one-time link; it sets a new password and ends the person's sessions."""
    try:
        with transaction() as session:
            token = people.new_link_for(session, email)
    except NotFound as error:
        raise click.ClickException(f"{email} is not known.") from error
    click.echo(_link(token))


def _link(token: str) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.base_url}/sign-in/link/{token}"
