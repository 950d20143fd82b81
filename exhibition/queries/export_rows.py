"""The rows of an export: plain values straight from the database, never a table in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from exhibition.domain.status import Kind
from exhibition.models import (
    Answered,
    Application,
    Channel,
    Consent,
    EntryPass,
    IdentityDocument,
    PassType,
    Registration,
    ShowChoice,
    ShowQuestion,
)
from exhibition.queries import export_sales, tasks
from exhibition.queries.badge_order import badge_order
from exhibition.queries.conditions import shown
from exhibition.queries.filters import RegistrationFilter
from exhibition.queries.registrations import ordered

BATCH = 1_000

#: Column name -> its values, one for each row.
Batch = Mapping[str, Sequence[Any]]
Column = InstrumentedAttribute[Any] | ColumnElement[Any]


def count(session: Session, wanted: RegistrationFilter) -> int:
    """How many rows the export of a filter has."""
    statement = select(func.count()).select_from(Registration).where(*shown(wanted))
    return session.scalar(statement) or 0


def export_batches(
    session: Session,
    wanted: RegistrationFilter,
    *,
    with_more: bool = False,
    with_sales: bool = False,
    with_documents: bool = False,
    answers: Iterable[str] = (),
    as_badges: bool = False,
) -> Iterator[Batch]:
    """The registrations of a filter in its order, a thousand at a time from the database.

    A batch holds a column of values for each name: those of the tables, besides ``channel`` (the
    slug) and ``channel_name``, ``pass_type`` (the slug), ``marketing`` and ``exhibitors`` (what
    was last said to that consent, None where it was never asked). Column by column, because
    putting a hundred thousand rows into words one value at a time takes twice as long.
    ``with_more`` adds what only column sets ask for: the pass, and an application's details;
    ``with_sales`` money and follow-up of applications, ``with_documents`` the identity documents of
    visitors, sealed.
    ``answers`` are slugs of questions; what was answered to each is a column of texts under
    ``answered(slug)``, JSON as it is stored. The database takes them apart: whoever reads a
    hundred thousand of them finds that most say the same.
    ``as_badges`` puts them in the order in which badges are packed.
    """
    statement = _exhibitors() if wanted.kind is Kind.EXHIBITOR else _visitors()
    if with_more:
        more = (*_PASS, *(_APPLICATION if wanted.kind is Kind.EXHIBITOR else ()))
        statement = statement.join(EntryPass).add_columns(*more)
    if with_sales and wanted.kind is Kind.EXHIBITOR:
        statement = export_sales.joined(statement)
    if with_documents and wanted.kind is Kind.VISITOR:
        statement = statement.join(
            IdentityDocument, IdentityDocument.registration_id == Registration.id, isouter=True
        ).add_columns(
            func.coalesce(IdentityDocument.kind, "").label("id_type"),
            func.coalesce(IdentityDocument.sealed, "").label("id_sealed"),
        )
    statement = statement.add_columns(
        _utc(session, Registration.created_at).label("created_utc"),
        *(Registration.answers[slug].as_string().label(answered(slug)) for slug in answers),
    )
    if as_badges:
        yield from _in_order(session, statement, badge_order(session, wanted))
        return
    statement = ordered(statement.where(*shown(wanted)), wanted)
    # Past the session, which would look at every row for objects that are not there.
    result = session.connection().execute(statement.execution_options(yield_per=BATCH))
    names = tuple(result.keys())
    for rows in result.partitions():
        yield dict(zip(names, zip(*rows, strict=True), strict=True))


def _in_order(session: Session, statement: Select[Any], ids: Sequence[int]) -> Iterator[Batch]:
    statement = statement.add_columns(Registration.id.label("in_order"))
    for begin in range(0, len(ids), BATCH):
        part = ids[begin : begin + BATCH]
        result = session.connection().execute(statement.where(Registration.id.in_(part)))
        names, by_id = tuple(result.keys()), {row.in_order: row for row in result}
        rows = [by_id[one] for one in part]
        yield dict(zip(names, zip(*rows, strict=True), strict=True))


def answered(slug: str) -> str:
    """The name of the column with what was answered to a question."""
    return f"answer {slug}"


def count_by_pass_type(session: Session, wanted: RegistrationFilter) -> list[tuple[str, int]]:
    """The pass types of a filter (their slugs) with how many there are, in the show's order."""
    statement = (
        select(PassType.slug, func.count(Registration.id))
        .join(Registration, Registration.pass_type_id == PassType.id)
        .where(*shown(wanted))
        .group_by(PassType.id, PassType.slug)
        .order_by(PassType.id)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def answered_questions(session: Session, show_id: int, kind: Kind) -> set[str]:
    """The slugs of the questions with options that somebody answered, retired ones too."""
    chosen = select(Answered.choice_id).where(Answered.choice_id == ShowChoice.id)
    statement = (
        select(ShowQuestion.slug)
        .join(ShowChoice)
        .where(
            ShowQuestion.show_id == show_id,
            ShowQuestion.form == kind.value,
            chosen.exists(),
        )
        .distinct()
    )
    return set(session.scalars(statement))


def is_text_answered(session: Session, show_id: int, kind: Kind, slug: str) -> bool:
    """Whether anybody answered a question without options; reads every registration if nobody."""
    answered = (
        select(Registration.id)
        .where(
            Registration.show_id == show_id,
            Registration.kind == kind,
            Registration.answers[slug]["values"].as_string().is_not(None),
        )
        .limit(1)
    )
    return session.scalar(answered) is not None


def _utc(session: Session, moment: Column) -> ColumnElement[str]:
    """A moment as a text in UTC, as the database writes it: no value of the program is made of it
    a hundred thousand times.
    """
    if session.get_bind().dialect.name == "sqlite":
        return type_coerce(moment, String)
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD HH24:MI:SS")


def _visitors() -> Select[Any]:
    columns: tuple[Column, ...] = (
        *_BOTH,
        Registration.name,
        Registration.company,
        Registration.job_title,
        Registration.country,
        PassType.slug.label("pass_type"),
        _consent("exhibitors"),
    )
    return select(*columns).join(PassType).join(Channel, isouter=True)


def _exhibitors() -> Select[Any]:
    columns: tuple[Column, ...] = (
        *_BOTH,
        Registration.name.label("contact_name"),
        Application.booth,
        Application.booth_no,
        Application.payment,
        Application.origin,
        Application.company_zh,
        Application.company_en,
        Application.booth_type,
        Application.booth_count,
        Application.area_sqm,
        Application.remark,
    )
    return select(*columns).join(Application).join(Channel, isouter=True)


def _consent(kind: str) -> ColumnElement[Any]:
    return (
        select(Consent.given)
        .where(Consent.registration_id == Registration.id, Consent.kind == kind)
        .order_by(Consent.id.desc())
        .limit(1)
        .correlate(Registration)
        .scalar_subquery()
        .label(kind)
    )


_PASS: tuple[Column, ...] = (
    Registration.id.label("registration_id"),
    Registration.uid,
    Registration.owner_revision,
    EntryPass.revision.label("pass_revision"),
)
_APPLICATION: tuple[Column, ...] = (
    Registration.company,
    Application.uscc,
    Application.reg_no_overseas,
    Application.address,
    Application.website,
    Application.contact_title,
    Application.department,
    Application.phone_office,
    Application.wechat_id,
    Application.products,
    Application.open_sides,
    Application.booth_preference,
    Application.fascia_zh,
    Application.fascia_en,
    tasks.handed_in().label("tasks_done"),
)
_BOTH: tuple[Column, ...] = (
    Registration.reference,
    Registration.status,
    Registration.mobile,
    Registration.email,
    Registration.province,
    Registration.city,
    Registration.locale,
    Channel.slug.label("channel"),
    Channel.name.label("channel_name"),
    _consent("marketing"),
)
