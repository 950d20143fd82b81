"""``flask export``: the rows of a list as a file."""

from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.adapters.spreadsheet import TooManyRows
from exhibition.cli.schema import needs_schema
from exhibition.database import read_snapshot, transaction
from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import audit, exports, shows
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import Export, ExportFormat

KINDS = {"visitors": Kind.VISITOR, "exhibitors": Kind.EXHIBITOR}
WHO = "flask export"


@click.command("export")
@click.argument("listing", type=click.Choice(list(KINDS)), metavar="visitors|exhibitors")
@click.option(
    "--format",
    "ending",
    type=click.Choice([format.value for format in ExportFormat]),
    required=True,
)
@click.option(
    "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True
)
@click.option("--show", "slug", default="", help="Slug of the show; else the open one.")
@click.option(
    "--header",
    type=click.Choice([style.value for style in HeaderStyle]),
    default=HeaderStyle.ZH.value,
    show_default=True,
    help="Whose words: Chinese, English, or the field names.",
)
@needs_schema
def export(listing: str, ending: str, output: Path, slug: str, header: str) -> None:
    """Write the visitors or exhibitors of a show that count to a FILE, newest first."""
    with read_snapshot() as session:
        show = _show(session, slug)
        wanted = RegistrationFilter.of(show, KINDS[listing])
        order = Export(wanted, HeaderStyle(header), WHO, now())
        rows = exports.count(session, order)
        _log(show.id, order, rows, ending)
        try:
            _write(session, show, order, ending, output)
        except TooManyRows as full:
            raise click.ClickException(f"{full}.") from full
        except OSError as error:
            raise click.ClickException(f"{output}: {error.strerror}") from error
    click.echo(f"Wrote {rows} rows to {output}.")


def _show(session: Session, slug: str) -> Show:
    if not slug:
        found = shows.open_show(session, now())
        if found is None:
            raise click.ClickException("No show is open: name one with --show.")
        return found
    found = session.scalar(select(Show).where(Show.slug == slug))
    if found is None:
        raise click.ClickException(f"There is no show {slug!r}.")
    return found


def _write(session: Session, show: Show, order: Export, ending: str, output: Path) -> None:
    if ending == ExportFormat.CSV:
        exports.write_csv(session, show, order, output)
    else:
        exports.write_xlsx(session, show, order, output)


def _log(show_id: int, order: Export, rows: int, ending: str) -> None:
    # On a session of its own: the snapshot cannot write.
    with transaction() as session:
        audit.write(
            session,
            "export.start",
            actor="command",
            show=session.get(Show, show_id),
            details=exports.facts(order, rows) | {"format": ending},
        )
