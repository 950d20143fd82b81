"""The commands of ``flask --app wsgi``."""

from flask import Flask

from exhibition.cli import export, export_job, outbox, serve, show, staff


def init_app(app: Flask) -> None:
    """Registers every command."""
    app.cli.add_command(serve.serve)
    app.cli.add_command(show.show)
    app.cli.add_command(show.demo)
    app.cli.add_command(export.export)
    app.cli.add_command(export_job.export_job)
    app.cli.add_command(staff.staff)
    app.cli.add_command(outbox.outbox)
    app.cli.add_command(outbox.mail_test)
