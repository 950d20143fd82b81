"""The Show page: everything an organizer may edit of a show, read and saved as one value.

Two staff cannot overwrite each other: who saves says which version was on the screen.
"""

from dataclasses import asdict, fields

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from exhibition.domain.clock import now
from exhibition.domain.errors import Stale
from exhibition.domain.preset_parts import NEEDED_TEXTS, OPTIONAL_TEXTS, Contact, Switches
from exhibition.domain.show import Window
from exhibition.domain.show_settings import (
    ShowSettings,
    differences,
    flat,
    next_version,
    reads_differently,
)
from exhibition.models import Show, ShowQuestion, ShowTask, Staff
from exhibition.queries import tasks as task_queries
from exhibition.queries.show_changes import facts_of
from exhibition.services import audit, show_changes
from exhibition.services.shows import days_as_items


def settings_of(session: Session, show: Show) -> ShowSettings:
    """The settings of a show as they stand."""
    return ShowSettings(
        texts={key: show.text(key) for key in (*NEEDED_TEXTS, *OPTIONAL_TEXTS)},
        days=show.show_days,
        visitor_window=Window(show.visitor_opens_at, show.visitor_closes_at),
        exhibitor_window=Window(show.exhibitor_opens_at, show.exhibitor_closes_at),
        contact=Contact(show.contact_phone, show.contact_email, tuple(show.notify_emails)),
        retention_until=show.retention_until,
        change_until=show.change_until,
        icp_no=show.icp_no,
        gongan_no=show.gongan_no,
        default_locale=show.default_locale,
        accent=show.accent,
        motif=show.motif,
        switches=_switches_of(show),
        pass_types=frozenset(row.slug for row in show.pass_types if row.on_offer),
        booth_types=frozenset(row.slug for row in show.booth_types if row.on_offer),
        questions=frozenset(name_of(row) for row in questions_of(session, show) if row.enabled),
        tasks=task_queries.settings_of(show),
        samples=frozenset(show.samples),
    )


def questions_of(session: Session, show: Show) -> list[ShowQuestion]:
    """The questions a show can ask, in order, both forms; retired ones are left out."""
    rows = select(ShowQuestion).where(ShowQuestion.show_id == show.id, ~ShowQuestion.retired)
    return list(session.scalars(rows.order_by(ShowQuestion.form.desc(), ShowQuestion.position)))


def name_of(question: ShowQuestion) -> str:
    """What a question is called here; the same slug may stand on both forms."""
    return f"{question.form}/{question.slug}"


def save(
    session: Session,
    show: Show,
    wanted: ShowSettings,
    *,
    version: int,
    staff: Staff | None = None,
    address: str = "",
) -> list[str]:
    """Saves settings without faults over the ``version`` they were made from.

    Gives the names of ``flat`` that changed. The privacy notice gets a new version by itself when
    anything it prints is different; a show that moved waits to be announced. Raises ``Stale``.
    """
    if show.version != version:
        raise Stale()
    present = settings_of(session, show)
    changed = differences(present, wanted)
    if not changed:
        return []
    if reads_differently(present, wanted):
        show.notice_version = next_version(show.notice_version)
    facts = facts_of(show)
    # All of it in one flush, so that the version counts one change.
    with session.no_autoflush:
        _copy(session, show, wanted)
    # Counts the version up also where only a question was switched: readers cache by it.
    show.updated_at = now()
    try:
        session.flush()
    except StaleDataError as error:
        raise Stale() from error
    show_changes.note(session, show, facts)
    before, after = flat(present), flat(wanted)
    audit.write(
        session,
        "show.edit",
        actor="staff" if staff else "command",
        staff=staff,
        show=show,
        details={
            "before": {name: before[name] for name in changed},
            "after": {name: after[name] for name in changed},
        },
        address=address,
    )
    return changed


def _copy(session: Session, show: Show, wanted: ShowSettings) -> None:
    # Other keys may stand beside ours: a show keeps what this page does not know.
    show.texts = {**show.texts, **{key: text.to_mapping() for key, text in wanted.texts.items()}}
    show.switches = {**show.switches, **asdict(wanted.switches)}
    show.days = days_as_items(wanted.days)
    show.visitor_opens_at = wanted.visitor_window.opens_at
    show.visitor_closes_at = wanted.visitor_window.closes_at
    show.exhibitor_opens_at = wanted.exhibitor_window.opens_at
    show.exhibitor_closes_at = wanted.exhibitor_window.closes_at
    show.contact_phone, show.contact_email = wanted.contact.phone, wanted.contact.email
    show.notify_emails = list(wanted.contact.notify_emails)
    show.retention_until = wanted.retention_until
    show.change_until = wanted.change_until
    show.icp_no, show.gongan_no = wanted.icp_no, wanted.gongan_no
    show.default_locale = wanted.default_locale
    show.accent, show.motif = wanted.accent, wanted.motif
    show.samples = [key for key in show.samples if key in wanted.samples]
    for pass_type in show.pass_types:
        pass_type.on_offer = pass_type.slug in wanted.pass_types
    for booth_type in show.booth_types:
        booth_type.on_offer = booth_type.slug in wanted.booth_types
    for question in questions_of(session, show):
        question.enabled = name_of(question) in wanted.questions
    _copy_tasks(show, wanted)


def _copy_tasks(show: Show, wanted: ShowSettings) -> None:
    rows = {row.task: row for row in show.tasks}
    for task, setting in wanted.tasks.items():
        if task not in rows:
            rows[task] = ShowTask(task=task.value)
            show.tasks.append(rows[task])
        rows[task].in_use, rows[task].due_on = setting.in_use, setting.due_on


def _switches_of(show: Show) -> Switches:
    known = {field.name for field in fields(Switches)}
    return Switches(**{key: value for key, value in show.switches.items() if key in known})
