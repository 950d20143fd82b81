"""A show and what it offers: everything an organizer may edit is a value in these rows."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.clock import now
from exhibition.domain.money import CURRENCIES
from exhibition.domain.show import (
    ShowDay,
    Window,
    WindowState,
    is_over,
    takes_changes,
    window_state,
)
from exhibition.domain.status import Kind
from exhibition.models.types import Id, Items, Moment, Slug, Texts

if TYPE_CHECKING:
    from exhibition.models.task import ShowTask


class Show(Base):
    """One edition of a trade show."""

    __tablename__ = "show"
    __table_args__ = (CheckConstraint(f"currency IN {tuple(CURRENCIES)}", name="currency"),)

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(unique=True)
    timezone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    default_locale: Mapped[str] = mapped_column(String(5), default="zh")
    #: A demonstration show is never the one open show behind ``/``.
    is_demo: Mapped[bool] = mapped_column(default=False)

    #: Every sentence the organizer may edit: key -> {"zh": ..., "en": ...}.
    texts: Mapped[Texts]
    #: Keys of texts and settings that still hold sample values and are marked so on the pages.
    samples: Mapped[Items]
    notice_version: Mapped[str] = mapped_column(String(40), default="1")
    motif: Mapped[str] = mapped_column(String(10), default="dots")
    accent: Mapped[str] = mapped_column(String(7), default="#A81E50")

    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    notify_emails: Mapped[Items]

    visitor_opens_at: Mapped[Moment | None]
    visitor_closes_at: Mapped[Moment | None]
    exhibitor_opens_at: Mapped[Moment | None]
    exhibitor_closes_at: Mapped[Moment | None]
    #: [{"date": "2027-03-18", "opens": "09:00", "closes": "17:00"}, ...]; empty while unannounced.
    days: Mapped[Items]
    retention_until: Mapped[date | None]
    #: Last day on which registrants may change their own data; null: until the show is over.
    change_until: Mapped[date | None]
    icp_no: Mapped[str] = mapped_column(String(60), default="")
    gongan_no: Mapped[str] = mapped_column(String(60), default="")
    #: What exhibitors are charged in; ISO 4217.
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    #: Switches and small numbers: walk_in, badge_exchange, id_check, sharing_consent, min_age, ...
    switches: Mapped[Texts]

    created_at: Mapped[Moment] = mapped_column(default=now)
    updated_at: Mapped[Moment] = mapped_column(default=now, onupdate=now)
    #: Counts every change, so that two staff cannot overwrite each other and caches know.
    version: Mapped[int] = mapped_column(default=1)

    pass_types: Mapped[list["PassType"]] = relationship(
        back_populates="show", order_by="PassType.position", cascade="all, delete-orphan"
    )
    booth_types: Mapped[list["BoothType"]] = relationship(
        back_populates="show", order_by="BoothType.position", cascade="all, delete-orphan"
    )

    tasks: Mapped[list["ShowTask"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def zone(self) -> ZoneInfo:
        """The show's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def show_days(self) -> tuple[ShowDay, ...]:
        """The days of the show, earliest first; empty while they are not announced."""
        return tuple(
            ShowDay(
                date.fromisoformat(day["date"]),
                time.fromisoformat(day["opens"]),
                time.fromisoformat(day["closes"]),
            )
            for day in sorted(self.days, key=lambda day: str(day["date"]))
        )

    def text(self, key: str) -> Bilingual:
        """The show's sentence of this name in both languages; empty where it has none."""
        value = self.texts.get(key) or {}
        return Bilingual(value.get("zh", ""), value.get("en", ""))

    def switch(self, key: str) -> Any:
        """The value of a switch, or None."""
        return self.switches.get(key)

    def window(self, kind: Kind) -> Window:
        """The window of one of the two forms."""
        if kind is Kind.VISITOR:
            return Window(self.visitor_opens_at, self.visitor_closes_at)
        return Window(self.exhibitor_opens_at, self.exhibitor_closes_at)

    def takes(self, kind: Kind) -> bool:
        """Whether the organizer offers this form at all."""
        return bool(self.switches.get(f"{kind}_open", True))

    def window_state(self, kind: Kind, at: datetime) -> WindowState:
        """What the form of this kind is at the aware moment ``at``."""
        return window_state(self.window(kind), self.show_days, self.zone, at)

    def is_over(self, at: datetime) -> bool:
        """Whether the show has ended at the aware moment ``at``."""
        return is_over(self.show_days, self.zone, at)

    def takes_changes(self, at: datetime) -> bool:
        """Whether registrants may change their own data at the aware moment ``at``."""
        return takes_changes(self.change_until, self.show_days, self.zone, at)


class PassType(Base):
    """A kind of entry pass that a show issues."""

    __tablename__ = "pass_type"
    __table_args__ = (UniqueConstraint("show_id", "slug"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    slug: Mapped[Slug]
    label_zh: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    #: The word in the band of the card, such as 专业观众 / TRADE VISITOR.
    word_zh: Mapped[str] = mapped_column(String(40))
    word_en: Mapped[str] = mapped_column(String(40))
    band: Mapped[str] = mapped_column(String(7))
    needs_review: Mapped[bool] = mapped_column(default=False)
    on_offer: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    show: Mapped[Show] = relationship(back_populates="pass_types")

    @property
    def label(self) -> Bilingual:
        """The name on the form and in lists."""
        return Bilingual(self.label_zh, self.label_en)


class BoothType(Base):
    """A kind of booth that a show offers, ordered by number, by area, or not at all."""

    __tablename__ = "booth_type"
    __table_args__ = (
        UniqueConstraint("show_id", "slug"),
        CheckConstraint("unit IN ('count', 'area', 'none')", name="unit"),
    )

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    slug: Mapped[Slug]
    label_zh: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(5), default="none")
    on_offer: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    show: Mapped[Show] = relationship(back_populates="booth_types")

    @property
    def label(self) -> Bilingual:
        """The name on the form and in lists."""
        return Bilingual(self.label_zh, self.label_en)
