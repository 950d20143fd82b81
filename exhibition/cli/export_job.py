"""``flask export-job``: what a started export runs in; nobody types it."""

import click

from exhibition.cli.schema import needs_schema
from exhibition.web import export_runner


@click.command("export-job", hidden=True)
@click.argument("job_id", type=int)
@needs_schema
def export_job(job_id: int) -> None:
    """Write the file of export JOB_ID, which stands in line."""
    if not export_runner.run(job_id):
        raise click.ClickException(f"Export {job_id} was not written.")
