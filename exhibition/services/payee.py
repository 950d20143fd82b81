"""The account that exhibitors pay into: no one person can change what they read.

Whoever sits at one manager's browser could send every exhibitor's money elsewhere. So a new account
waits until a second person confirms it, and exhibitors go on reading the one before. Taking an
account off the pages is the safe direction and takes effect at once.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import N_, AlreadyDecided, ExhibitionError, UnknownChoice
from exhibition.domain.invoices import tail
from exhibition.domain.money import CURRENCIES
from exhibition.models import PayeeAccount, Show, Staff
from exhibition.queries import billing, payee
from exhibition.services import audit


class SameEyes(ExhibitionError):
    """Whoever proposed an account does not confirm it."""

    code = "same_eyes"
    sentence = N_("A second person has to confirm the account: not whoever entered it.")
    status = 409


class Reckoned(ExhibitionError):
    """The currency of amounts that stand there already."""

    code = "reckoned"
    sentence = N_("The currency stays: amounts were written down in it already.")
    status = 409


@dataclass(frozen=True)
class Account:
    """Where the money goes, as it was typed and understood."""

    payee_name: str
    bank: str
    account: str


def propose(
    session: Session, show: Show, staff: Staff, wanted: Account, *, address: str
) -> PayeeAccount | None:
    """Puts an account forward, in place of one that waited; None where it is the present one."""
    _lock(session, show)
    present = payee.current(session, show)
    if present is not None and _said(present) == wanted:
        return None
    if (waiting := payee.proposed(session, show)) is not None:
        if _said(waiting) == wanted:
            return waiting
        _decide(waiting, staff, "refused")
        session.flush()
    added = PayeeAccount(show_id=show.id, proposed_by=staff, **asdict(wanted))
    session.add(added)
    session.flush()
    _log(session, "payee.propose", show, staff, present, added, address)
    return added


def may_confirm(session: Session, show: Show, staff: Staff, waiting: PayeeAccount) -> bool:
    """Whether this person may: anybody but the one who entered it, unless there is nobody else."""
    return waiting.proposed_by_id != staff.id or not payee.others(session, show, staff)


def confirm(session: Session, show: Show, staff: Staff, account_id: int, *, address: str) -> None:
    """Lets exhibitors read the account from now on. Raises ``AlreadyDecided``, ``SameEyes``."""
    waiting = _waiting(session, show, account_id)
    if not may_confirm(session, show, staff, waiting):
        raise SameEyes()
    present = payee.current(session, show)
    if present is not None:
        _end(present, staff, "replaced")
        session.flush()
    _decide(waiting, staff, "current")
    session.flush()
    _log(session, "payee.confirm", show, staff, present, waiting, address)


def refuse(session: Session, show: Show, staff: Staff, account_id: int, *, address: str) -> None:
    """Drops an account that waited, whoever entered it. Raises ``AlreadyDecided``."""
    waiting = _waiting(session, show, account_id)
    _decide(waiting, staff, "refused")
    session.flush()
    _log(session, "payee.refuse", show, staff, waiting, None, address)


def take_off(session: Session, show: Show, staff: Staff, account_id: int, *, address: str) -> None:
    """Takes the account off the exhibitors' pages, at once. Raises ``AlreadyDecided``."""
    _lock(session, show)
    present = payee.current(session, show)
    if present is None or present.id != account_id:
        raise AlreadyDecided()
    _end(present, staff, "removed")
    session.flush()
    _log(session, "payee.take_off", show, staff, present, None, address)


def reckon_in(session: Session, show: Show, staff: Staff, currency: str, *, address: str) -> bool:
    """Sets what exhibitors are charged in; gives whether that is something new.

    Raises ``UnknownChoice``, and ``Reckoned`` once an amount of the show was written down: it would
    be another amount then.
    """
    if currency not in CURRENCIES:
        raise UnknownChoice()
    _lock(session, show)
    if show.currency == currency:
        return False
    if billing.has_amounts(session, show):
        raise Reckoned()
    before, show.currency = show.currency, currency
    session.flush()
    audit.write(
        session,
        "payee.currency",
        actor="staff",
        staff=staff,
        show=show,
        details={"before": {"currency": before}, "after": {"currency": currency}},
        address=address,
    )
    return True


def _lock(session: Session, show: Show) -> None:
    """One at a time for a show; its version is not counted, for its settings stay as they are."""
    session.execute(select(Show.id).where(Show.id == show.id).with_for_update())


def _waiting(session: Session, show: Show, account_id: int) -> PayeeAccount:
    _lock(session, show)
    waiting = payee.proposed(session, show)
    if waiting is None or waiting.id != account_id:
        raise AlreadyDecided()
    return waiting


def _decide(one: PayeeAccount, staff: Staff, state: str) -> None:
    one.state, one.decided_by, one.decided_at = state, staff, now()


def _end(one: PayeeAccount, staff: Staff, state: str) -> None:
    one.state, one.ended_by, one.ended_at = state, staff, now()


def _said(row: PayeeAccount) -> Account:
    return Account(row.payee_name, row.bank, row.account)


def _log(
    session: Session,
    action: str,
    show: Show,
    staff: Staff,
    before: PayeeAccount | None,
    after: PayeeAccount | None,
    address: str,
) -> None:
    """The line of the log; of the number its end, the rest stands in the row."""

    def told(row: PayeeAccount | None) -> dict[str, str]:
        if row is None:
            return dict.fromkeys(("payee_name", "bank", "account"), "")
        return {"payee_name": row.payee_name, "bank": row.bank, "account": tail(row.account)}

    audit.write(
        session,
        action,
        actor="staff",
        staff=staff,
        show=show,
        details={"before": told(before), "after": told(after)},
        address=address,
    )
