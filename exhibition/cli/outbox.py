"""``flask outbox`` and ``flask mail-test``: see how mail stands, send it, try the mail server."""

import signal
import threading
import uuid

import click
from flask import current_app

from exhibition.adapters.mailer import Refused
from exhibition.cli.schema import needs_schema
from exhibition.config import Settings
from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.domain.identifiers import IdentifierError, email, mask_email
from exhibition.models import OutboxState
from exhibition.queries import outbox as outboxes
from exhibition.services import shows
from exhibition.web import links, mail_views
from exhibition.web.relay import Relay, carrier


@click.group()
def outbox() -> None:
    """Mails: how they stand, and sending them."""


@outbox.command()
@needs_schema
def status() -> None:
    """Print how many mails wait, are held, went out or failed, and the last failures."""
    found = outboxes.overview(db.session())
    for state in OutboxState:
        click.echo(f"{state.value:<10}{found.counts.get(state, 0):>8}")
    if found.oldest_waiting is not None:
        minutes = int((now() - found.oldest_waiting).total_seconds() // 60)
        click.echo(f"The oldest waits for {minutes} minutes.")
    for mail in found.failures:
        # The mailbox is personal: masked, it still tells whom to ask.
        click.echo(f"{mail.id:>8}  {mail.kind}  {mask_email(mail.recipient)}  {mail.last_error}")


@outbox.command()
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
@needs_schema
def run(once: bool) -> None:
    """Send mails until stopped, beside or instead of the relay that ``serve`` starts."""
    stop = threading.Event()
    relay = Relay(current_app._get_current_object(), stop)  # type: ignore[attr-defined]
    if once:
        click.echo(f"Tried {relay.run_once()} mails.")
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    relay.run()


@click.command("mail-test")
@click.argument("address")
@needs_schema
def mail_test(address: str) -> None:
    """Send one mail to ADDRESS now and say what the mail server answered."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        recipient = email(address)
    except IdentifierError as error:
        raise click.ClickException(f"{address!r} is no e-mail address.") from error
    rendered = mail_views.trial_mail(settings, shows.open_show(db.session(), now()))
    db.session.rollback()
    message_id = f"<{uuid.uuid4()}@{links.base_host(settings)}>"
    envelope = mail_views.address(rendered, recipient, message_id, settings)
    outcome = carrier(current_app._get_current_object()).send(envelope)  # type: ignore[attr-defined]
    if isinstance(outcome, Refused):
        raise click.ClickException(f"Not sent: {outcome.reason}")
    server = settings.mail
    if server.is_configured:
        click.echo(f"{server.server}:{server.port} took the mail, from {envelope.sender}.")
    else:
        click.echo(f"No mail server is set: the mail was written to {settings.mail_folder}.")
