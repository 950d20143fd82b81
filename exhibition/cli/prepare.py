"""What ``serve`` does before the first request: font, schema, keys, a first show, the word."""

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

import click
import flask_migrate
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from exhibition import readiness
from exhibition.adapters import fonts
from exhibition.cli.housekeeping import clear_away
from exhibition.cli.snapshot import copy_before_migration
from exhibition.config import Settings
from exhibition.database import db, expect_writes, transaction
from exhibition.domain.clock import now
from exhibition.models import Installation, Show
from exhibition.presets import FIRST_SHOW, read_preset
from exhibition.services import shows, staff

LINK_MINUTES = 60


def prepare(settings: Settings) -> None:
    """Brings the installation to where it can serve and prints what its owner needs.

    Raises ``click.ClickException`` when no pass could be drawn, or when the key file does not
    belong to the database.
    """
    refuse_without_font()
    bring_schema_up(settings)
    with transaction() as session:
        if (problem := readiness.key_problem(settings)) is not None:
            raise click.ClickException(problem)
        if session.get(Installation, 1) is None:
            session.add(Installation(pass_key_fingerprint=settings.pass_key_fingerprint))
        if session.scalar(select(func.count(Show.id))) == 0:
            shows.load_preset(session, read_preset(FIRST_SHOW))
    clear_away(settings)
    expect_writes(False)
    say_addresses(settings)
    say_owner_link(settings)


def refuse_without_font() -> None:
    """Raises ``click.ClickException`` where no Chinese name could be printed on a pass."""
    try:
        fonts.find()
    except fonts.FontMissing as error:
        raise click.ClickException(str(error)) from error


def bring_schema_up(settings: Settings) -> None:
    """Makes the schema, or migrates an older one after a copy, saying so.

    Raises ``click.ClickException`` for a database that does not answer or is newer than this
    program.
    """
    head = readiness.head_revision()
    try:
        current = readiness.current_revision()
    except SQLAlchemyError as error:
        raise click.ClickException(
            "The database does not answer. Check DATABASE_URL, and whether its server runs."
        ) from error
    db.session.rollback()
    if current == head:
        return
    if current is not None:
        if not readiness.is_known(current):
            raise click.ClickException(
                f"The database has schema {current}, which a newer version of this program made."
                f" This one knows up to {head}: install the newer version again."
            )
        done = copy_before_migration(settings)
        click.echo(f"Schema {current} is older than this program. {done}")
    flask_migrate.upgrade(directory=str(readiness.MIGRATIONS))
    click.echo(f"Schema is now {head}." if current else "Made the database.")


def say_addresses(settings: Settings) -> None:
    """Prints where everything is, both entry addresses first."""
    base = settings.base_url
    if not settings.base_url_is_set:
        click.echo(f"BASE_URL is not set: using {base}, which works only in this network.")
    show = shows.open_show(db.session(), now())
    click.echo("")
    if show is not None:
        click.echo(f"  Visitors     {base}/{show.slug}/visitor")
        click.echo(f"  Exhibitors   {base}/{show.slug}/exhibitor")
    click.echo(f"  Back office  {base}/organizer/")
    if urlsplit(base).hostname not in ("127.0.0.1", "localhost"):
        click.echo(f"  On this machine  http://127.0.0.1:{settings.port}/")
    if not settings.mail.is_configured:
        click.echo(f"  No mail server set: mails are written to {settings.mail_folder}")
    db.session.rollback()


def say_owner_link(settings: Settings) -> None:
    """Prints a fresh one-time link while nobody owns the installation; never through logging."""
    token = ""
    with transaction() as session:
        if not staff.has_owner(session):
            token = secrets.token_urlsafe(24)
            staff.make_link(session, token, None, now() + timedelta(minutes=LINK_MINUTES))
    if token:
        click.echo(f"\n  First sign-in ({LINK_MINUTES} minutes, once): ", nl=False)
        click.echo(f"{settings.base_url}/sign-in/link/{token}")
    click.echo("")
