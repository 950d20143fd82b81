"""Mails of registrants as tests read them."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.clock import now
from exhibition.domain.mail import DECISIONS, MailKind
from exhibition.domain.schedule import Cadence
from exhibition.domain.status import Kind, ReviewStatus
from exhibition.models import (
    ExportJob,
    ExportSchedule,
    OutboxMail,
    Registration,
    ReviewDecision,
    Role,
    RunState,
    ScheduleRecipient,
    ScheduleRun,
    ShowChange,
)
from exhibition.queries.show_changes import facts_of
from exhibition.services import outbox
from exhibition.web import mail_views, staff_mail
from exhibition.web.mail_views import Rendered
from tests import registrants
from tests.cast import a_member


class Page(HTMLParser):
    """What a mail reader makes of the HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def someone(session: Session, settings: Settings, show: Any, kind: MailKind, locale: str = "zh"):
    if kind in (MailKind.VISITOR_PASS, MailKind.PASS_LINK, MailKind.SHOW_CHANGED):
        return registrants.a_visitor(session, settings, show, locale=locale)
    # A number of its own for each kind: one number applies ten times an hour at most.
    mobile = f"+8613900139{list(MailKind).index(kind):03d}"
    found = registrants.an_exhibitor(session, settings, show, locale=locale, mobile=mobile)
    if kind is MailKind.TASKS_DUE:
        # Tasks begin with the acceptance.
        found.status = ReviewStatus.ACCEPTED.value
    return found


def a_mail(
    session: Session,
    registration: Registration,
    kind: MailKind,
    locale: str = "",
    *,
    settings: Settings | None = None,
    **said: Any,
) -> OutboxMail:
    params: dict[str, Any] = {}
    mailbox = registration.email or "staff@expo.example"
    if kind is MailKind.STAFF_LINK and settings:
        link = "http://expo.example/sign-in/link/TOKEN"
        params = {"link": staff_mail.sealed_link(settings, link, mailbox)}
    if kind is MailKind.EXPORT_READY:
        params = a_scheduled_run(session, registration.show, mailbox)
    if kind is MailKind.SHOW_CHANGED:
        params = {"change": a_change(session, registration.show).id}
    if kind in DECISIONS:
        decision = ReviewDecision(
            registration_id=registration.id,
            from_status=ReviewStatus.SUBMITTED,
            to_status=ReviewStatus.IN_REVIEW,
            **said,
        )
        session.add(decision)
        session.flush()
        params = {"decision_id": decision.id}
    return outbox.enqueue(
        session,
        kind=kind,
        show=registration.show,
        registration=registration,
        recipient=mailbox,
        locale=locale or registration.locale,
        params=params,
        base_host="expo.example",
    )


def a_scheduled_run(session: Session, show: Any, mailbox: str) -> dict[str, Any]:
    """A repeating export that was just made for the owner with this mailbox."""
    reader = a_member(session, Role.OWNER, mailbox)
    same: dict[str, Any] = {
        "show_id": show.id,
        "staff_id": reader.id,
        "kind": Kind.VISITOR,
        "set_key": "badges",
        "set_name": "胸卡印制",
        "format": "xlsx",
        "header": "zh",
        "masked": False,
        "only_new": False,
    }
    job = ExportJob(**same, number=1, columns=[], arguments=[], search_masked=False)
    schedule = ExportSchedule(
        **same,
        arguments=[],
        purpose="A4",
        tells_empty=False,
        cadence=Cadence.DAILY,
        weekday=0,
        minute=480,
        recipients=[ScheduleRecipient(staff_id=reader.id)],
    )
    run = ScheduleRun(schedule=schedule, job=job, due_at=now(), state=RunState.DONE, left_out=[])
    session.add(run)
    session.flush()
    return {"run": run.id, "staff": reader.id}


def a_change(session: Session, show: Any, **facts: Any) -> ShowChange:
    """A change of the show that was announced just now, by default another venue."""
    after = facts_of(show)
    before = replace(after, **(facts or {"venue": Bilingual("从前的展馆", "The Former Hall")}))
    change = ShowChange(
        show=show,
        number=1,
        before=before.to_json(),
        after=after.to_json(),
        announced_at=now(),
    )
    session.add(change)
    session.flush()
    return change


def written(
    session: Session, settings: Settings, registration: Registration, kind: MailKind, **said: Any
) -> Rendered:
    return mail_views.render(
        session, a_mail(session, registration, kind, settings=settings, **said), settings
    )
