"""The task 开票与汇款: what an exhibitor tells about the invoice they want."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, NotFound, Stale
from exhibition.domain.invoices import InvoiceWish
from exhibition.domain.status import ReviewStatus
from exhibition.domain.tasks import Task
from exhibition.models import InvoiceRequest, Registration
from exhibition.queries import billing
from exhibition.services import audit, record, tasks


class Invoiced(ExhibitionError):
    """The invoice was written already; what it says is no longer a wish."""

    code = "invoiced"
    sentence = N_("The invoice has been issued. To have it changed, please call us.")
    status = 409


def is_open(registration: Registration) -> bool:
    """Whether there is a task at all: only who was accepted is asked for money."""
    return registration.application is not None and registration.status == ReviewStatus.ACCEPTED


def tell(session: Session, registration: Registration, wish: InvoiceWish, *, seen: int) -> bool:
    """Keeps what the exhibitor told; gives whether it says anything new.

    ``seen`` is the version the page showed, 0 where nothing had been told. Raises ``NotFound``
    where there is no task, ``Invoiced``, and ``Stale`` where somebody else of the company told
    something else since.
    """
    record.lock(session, registration)
    if not is_open(registration):
        raise NotFound()
    if billing.terms(session, registration).invoice_no:
        raise Invoiced()
    present = billing.invoice_request(session, registration)
    if present is not None:
        session.refresh(present)
    said = {name: str(value) for name, value in asdict(wish).items()}
    differing = [name for name in said if getattr(present, name, None) != said[name]]
    if not differing:
        return False
    if present is not None and present.version != seen:
        raise Stale()
    _keep(session, registration, present, said)
    tasks.follow(session, registration, Task.PAYMENT)
    # Which fields, not what they say: numbers of accounts stand in one place only.
    audit.write(
        session,
        "invoice.tell",
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={"fields": differing},
    )
    session.flush()
    return True


def _keep(
    session: Session,
    registration: Registration,
    present: InvoiceRequest | None,
    said: dict[str, str],
) -> None:
    if present is None:
        session.add(InvoiceRequest(registration_id=registration.id, **said))
        return
    for name, value in said.items():
        setattr(present, name, value)
    present.told_at = now()
    present.version += 1
