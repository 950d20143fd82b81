"""``flask show load`` and ``flask demo``."""

from dataclasses import replace
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select

from exhibition.cli.schema import needs_schema
from exhibition.config import Settings
from exhibition.database import transaction
from exhibition.domain.preset import PresetError, parse
from exhibition.models import Show
from exhibition.presets import FIRST_SHOW, read_preset
from exhibition.queries import show_changes
from exhibition.services import demo as demos
from exhibition.services import shows

DEMO_SLUG = "demo"


@click.group()
def show() -> None:
    """Shows as files."""


@show.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@needs_schema
def load(file: Path) -> None:
    """Create the show of a preset FILE (TOML), or bring the one with its slug up to date."""
    try:
        preset = parse(file.read_text("utf-8"))
    except (PresetError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    with transaction() as session:
        known = session.scalar(select(Show.id).where(Show.slug == preset.slug)) is not None
        loaded = shows.load_preset(session, preset)
        moved = show_changes.pending(session, loaded) is not None
    click.echo(f"{'Updated' if known else 'Created'} the show {preset.slug}.")
    if moved:
        click.echo("Dates or venue changed: confirm on the Show page that everybody is told.")


@click.command()
@click.option("--visitors", type=click.IntRange(0, 2_000_000), default=500, show_default=True)
@click.option("--exhibitors", type=click.IntRange(0, 200_000), default=60, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same people.")
@click.option("--show", "slug", default=DEMO_SLUG, show_default=True, help="The show to fill.")
@needs_schema
def demo(visitors: int, exhibitors: int, seed: int, slug: str) -> None:
    """Fill a show with invented people, to try lists, search and export."""
    settings: Settings = current_app.config["SETTINGS"]
    with transaction() as session:
        found = session.scalar(select(Show).where(Show.slug == slug))
        if found is None and slug != DEMO_SLUG:
            raise click.ClickException(f"There is no show {slug!r}.")
        if found is None:
            preset = replace(read_preset(FIRST_SHOW), slug=DEMO_SLUG)
            found = shows.load_preset(session, preset, is_demo=True)
        demos.fill(
            session,
            found,
            visitors=visitors,
            exhibitors=exhibitors,
            seed=seed,
            pass_key=settings.pass_key,
        )
    click.echo(f"Added {visitors} visitors and {exhibitors} exhibitors to the show {slug}.")
