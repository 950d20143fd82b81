"""What an exhibitor owes and paid, the invoice they want, and the account they pay into.

Amounts are whole minor units of the show's currency.
"""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.money import AMOUNT_MAX
from exhibition.models.staff import Staff
from exhibition.models.types import Hash, Id, Moment


class Billing(Base):
    """What was agreed with an exhibitor and what came of it; absent while nothing was."""

    __tablename__ = "billing"
    __table_args__ = (
        CheckConstraint(f"due_amount BETWEEN 0 AND {AMOUNT_MAX}", name="due_amount"),
        CheckConstraint("received_amount >= 0", name="received_amount"),
        # 超期未付: few among many, found without looking at the rest.
        Index(
            "ix_billing_overdue",
            *("due_on", "registration_id"),
            sqlite_where=text("open_amount > 0"),
            postgresql_where=text("open_amount > 0"),
        ),
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    contract_no: Mapped[str] = mapped_column(String(60), default="")
    contract_on: Mapped[date | None]
    #: 应收; null while no amount was agreed.
    due_amount: Mapped[int | None] = mapped_column(BigInteger)
    due_on: Mapped[date | None]
    #: 已收: the sum of the receipts, summed up by the database whenever one is added.
    received_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    #: 未收: never written, the database computes it. Below zero: too much came.
    open_amount: Mapped[int | None] = mapped_column(
        BigInteger, Computed("due_amount - received_amount", persisted=True)
    )
    invoice_no: Mapped[str] = mapped_column(String(60), default="")
    invoiced_on: Mapped[date | None]


class Receipt(Base):
    """Money that came, or the reversal of a receipt that was wrong; never changed, never deleted
    (triggers of migration 0007), gone only along with its registration.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        CheckConstraint(
            f"(reverses_id IS NULL AND amount BETWEEN 1 AND {AMOUNT_MAX})"
            f" OR (reverses_id IS NOT NULL AND amount BETWEEN -{AMOUNT_MAX} AND -1)",
            name="amount",
        ),
        CheckConstraint("how IN ('transfer', 'cash', 'card', 'online', 'other')", name="how"),
        Index("ix_receipt_registration", "registration_id", "id"),
    )

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    amount: Mapped[int] = mapped_column(BigInteger)
    received_on: Mapped[date]
    how: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200), default="")
    #: SHA-256 of the form's submission id: one form is one receipt, however often it is sent.
    submission_hash: Mapped[Hash] = mapped_column(unique=True)
    #: The receipt that this one takes back; each at most once.
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[Moment] = mapped_column(default=now)

    staff: Mapped[Staff] = relationship()


class InvoiceRequest(Base):
    """What the exhibitor told about the invoice; absent while the task is open."""

    __tablename__ = "invoice_request"
    __table_args__ = (
        CheckConstraint("invoice_type IN ('normal', 'special', 'none')", name="invoice_type"),
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    invoice_type: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120), default="")
    tax_no: Mapped[str] = mapped_column(String(30), default="")
    invoice_email: Mapped[str] = mapped_column(String(254), default="")
    bank: Mapped[str] = mapped_column(String(120), default="")
    account: Mapped[str] = mapped_column(String(40), default="")
    reg_address_phone: Mapped[str] = mapped_column(String(200), default="")
    told_at: Mapped[Moment] = mapped_column(default=now)
    #: Counts the times it was told, so that two people of one company do not overwrite each other.
    version: Mapped[int] = mapped_column(default=1)


class PayeeAccount(Base):
    """An account that exhibitors pay into, or did, or are to. A row is never rewritten, only its
    state moves on: who put an account there, and who agreed, can always be told.
    """

    __tablename__ = "payee_account"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'current', 'refused', 'replaced', 'removed')", name="state"
        ),
        CheckConstraint("payee_name <> '' AND bank <> '' AND account <> ''", name="whole"),
        # Exhibitors see one account, and one waits for the second pair of eyes.
        Index(
            "uq_payee_account_state",
            *("show_id", "state"),
            unique=True,
            sqlite_where=text("state IN ('proposed', 'current')"),
            postgresql_where=text("state IN ('proposed', 'current')"),
        ),
    )

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    payee_name: Mapped[str] = mapped_column(String(120))
    bank: Mapped[str] = mapped_column(String(120))
    account: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[Moment] = mapped_column(default=now)
    #: Who confirmed or refused it.
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[Moment | None]
    #: Who took it off the pages; the confirmation of another one does so too.
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[Moment | None]

    proposed_by: Mapped[Staff] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Staff | None] = relationship(foreign_keys=[decided_by_id])
    ended_by: Mapped[Staff | None] = relationship(foreign_keys=[ended_by_id])
