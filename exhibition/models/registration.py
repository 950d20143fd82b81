"""A registration of either kind, what an exhibitor adds to it, its answers and its consents."""

from datetime import date
from typing import Optional

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.status import BoothStatus, Kind, PaymentStatus, ReviewStatus, VisitorStatus
from exhibition.models.channel import Channel
from exhibition.models.entry_pass import EntryPass
from exhibition.models.question import ShowChoice
from exhibition.models.show import PassType, Show
from exhibition.models.types import Hash, Id, Items, Moment, Texts


def _listed(values: type[VisitorStatus] | type[ReviewStatus]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _values(enum: type[BoothStatus] | type[PaymentStatus] | type[Kind]) -> list[str]:
    return [member.value for member in enum]


#: What a list is filtered and searched by, after the column it is sorted by.
_FILTERED = (
    *("created_at", "id", "status", "is_test", "is_further", "channel_id", "pass_type_id"),
    *("country", "province", "email", "search_text"),
)


class Registration(Base):
    """One visitor registration or one exhibitor application, and the person behind it."""

    __tablename__ = "registration"
    __table_args__ = (
        # One submission is one registration, however often it is sent.
        UniqueConstraint("show_id", "submission_hash"),
        CheckConstraint(
            f"(kind = 'visitor' AND status IN ({_listed(VisitorStatus)}))"
            f" OR (kind = 'exhibitor' AND status IN ({_listed(ReviewStatus)}))",
            name="status_of_kind",
        ),
        # All that a list can be filtered and searched by, so that neither its count nor the
        # choice of its fifty rows reads the rows themselves (ten times less time at 100,000). An
        # index for each order: of one without the rest, a search that finds nothing near its
        # beginning would read row by row what it passes over.
        Index("ix_registration_list", "show_id", "kind", *_FILTERED),
        Index("ix_registration_name", "show_id", "kind", "name", *_FILTERED),
        Index("ix_registration_company", "show_id", "kind", "company", *_FILTERED),
        # For the count of everything, and for what waits in a state the longest.
        Index(
            "ix_registration_status",
            *("show_id", "kind", "status", "created_at", "id", "is_test", "is_further"),
        ),
        # What each channel brought.
        Index(
            "ix_registration_channel",
            *("show_id", "kind", "channel_id", "created_at", "id"),
            *("status", "is_test", "is_further"),
        ),
        Index("ix_registration_person", "show_id", "person_key"),
        Index("ix_registration_mobile", "show_id", "mobile", "created_at"),
    )

    id: Mapped[Id]
    #: What pass code and owner token are derived from; random, never shown.
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id"))
    kind: Mapped[Kind] = mapped_column(
        Enum(Kind, native_enum=False, length=10, values_callable=_values, create_constraint=True)
    )
    status: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(String(9), unique=True)
    #: SHA-256 of the form's submission id; null where the form carried none.
    submission_hash: Mapped[Hash | None]
    #: SHA-256 of what the form said, to tell a repeat from another body under the same id.
    body_hash: Mapped[Hash]
    owner_revision: Mapped[int] = mapped_column(default=1)
    #: SHA-256 of the owner token of the present revision.
    owner_token_hash: Mapped[Hash] = mapped_column(unique=True)

    locale: Mapped[str] = mapped_column(String(5))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"), index=True)
    pass_type_id: Mapped[int] = mapped_column(ForeignKey("pass_type.id"))

    #: The person: a visitor, or an exhibitor's contact.
    name: Mapped[str] = mapped_column(String(60))
    #: E.164.
    mobile: Mapped[str] = mapped_column(String(17))
    email: Mapped[str] = mapped_column(String(254), default="")
    #: As it is printed: an exhibitor's Chinese name where there is one, else the English.
    company: Mapped[str] = mapped_column(String(120))
    job_title: Mapped[str] = mapped_column(String(60), default="")
    #: ISO 3166-1 alpha-2, and GB/T 2260 two digits.
    country: Mapped[str] = mapped_column(String(2), default="")
    province: Mapped[str] = mapped_column(String(2), default="")
    city: Mapped[str] = mapped_column(String(60), default="")

    #: Keyed hash of mobile and folded name: the same person again, without revealing whom.
    person_key: Mapped[Hash]
    #: A later registration of a person who has an earlier one that counts.
    is_further: Mapped[bool] = mapped_column(default=False)
    #: Made by staff to try the form; never counted, never exported.
    is_test: Mapped[bool] = mapped_column(default=False)
    #: question slug -> {"values": [...], "other": "..."}, for display and export.
    answers: Mapped[Texts]
    #: Folded name, company, e-mail, mobile digits, reference and pinyin, for the search box.
    search_text: Mapped[str] = mapped_column(Text)

    created_at: Mapped[Moment] = mapped_column(default=now)
    updated_at: Mapped[Moment] = mapped_column(default=now, onupdate=now)
    version: Mapped[int] = mapped_column(default=1)

    show: Mapped[Show] = relationship()
    channel: Mapped[Channel | None] = relationship()
    pass_type: Mapped[PassType] = relationship()
    entry_pass: Mapped[EntryPass] = relationship(back_populates="registration")
    application: Mapped[Optional["Application"]] = relationship(back_populates="registration")
    chosen: Mapped[list["Answered"]] = relationship(cascade="all, delete-orphan")
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id")

    __mapper_args__ = {"version_id_col": version}


class Application(Base):
    """What only an exhibitor has: the company on paper, the booth wishes, two more tracks."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("origin IN ('cn', 'hkmotw', 'overseas')", name="origin"),
        CheckConstraint("booth_count IS NULL OR booth_count >= 1", name="booth_count"),
        CheckConstraint("area_sqm IS NULL OR area_sqm >= 1", name="area_sqm"),
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    origin: Mapped[str] = mapped_column(String(8))
    company_zh: Mapped[str] = mapped_column(String(100), default="")
    company_en: Mapped[str] = mapped_column(String(120), default="")
    #: Folded company name, to see that a company already applied.
    company_folded: Mapped[str] = mapped_column(String(120), index=True)
    booth_type: Mapped[str] = mapped_column(String(40))
    booth_count: Mapped[int | None]
    area_sqm: Mapped[int | None]
    remark: Mapped[str] = mapped_column(Text, default="")
    #: GB 32100-2015, 18 characters.
    uscc: Mapped[str] = mapped_column(String(18), default="")
    reg_no_overseas: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    contact_title: Mapped[str] = mapped_column(String(60), default="")
    department: Mapped[str] = mapped_column(String(60), default="")
    phone_office: Mapped[str] = mapped_column(String(40), default="")
    wechat_id: Mapped[str] = mapped_column(String(40), default="")
    products: Mapped[str] = mapped_column(Text, default="")
    #: "1" to "4" open sides, or empty.
    open_sides: Mapped[str] = mapped_column(String(1), default="")
    booth_preference: Mapped[str] = mapped_column(String(50), default="")

    booth: Mapped[BoothStatus] = mapped_column(
        Enum(
            BoothStatus,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="booth_status",
        ),
        default=BoothStatus.NONE,
    )
    booth_no: Mapped[str] = mapped_column(String(20), default="")
    #: Last day on which a held booth is kept; null: until somebody decides.
    held_until: Mapped[date | None] = mapped_column(index=True)
    payment: Mapped[PaymentStatus] = mapped_column(
        Enum(
            PaymentStatus,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="payment_status",
        ),
        default=PaymentStatus.NONE,
    )
    #: When the applicant last saved the task 补充资料; null while it is untouched.
    details_saved_at: Mapped[Moment | None]
    #: The steps of that task that were saved, by name; see ``domain/application_steps.py``.
    details_steps: Mapped[Items]
    #: What the board over a standard booth says, as the exhibitor confirmed it.
    fascia_zh: Mapped[str] = mapped_column(String(20), default="", server_default="")
    fascia_en: Mapped[str] = mapped_column(String(40), default="", server_default="")

    registration: Mapped[Registration] = relationship(back_populates="application")


class Answered(Base):
    """One chosen option, for filters. The answers themselves are on the registration."""

    __tablename__ = "answer_choice"
    __table_args__ = (Index("ix_answer_choice_filter", "choice_id", "registration_id"),)

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    choice_id: Mapped[int] = mapped_column(ForeignKey("choice.id"), primary_key=True)

    choice: Mapped[ShowChoice] = relationship()


class ConsentText(Base):
    """The exact words somebody agreed to; kept once, by their hash."""

    __tablename__ = "consent_text"

    hash: Mapped[Hash] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment] = mapped_column(default=now)


class Consent(Base):
    """A box, ticked or left empty: the proof of what was agreed, and when (PIPL art. 14 to 16)."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_registration", "registration_id", "kind"),)

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    text_hash: Mapped[Hash] = mapped_column(ForeignKey("consent_text.hash"))
    at: Mapped[Moment] = mapped_column(default=now)

    text: Mapped[ConsentText] = relationship()
