"""Review: one step of the status, one row, one mail, one line in the log."""

from datetime import date

import pytest
from sqlalchemy import select

from exhibition.database import transaction
from exhibition.domain.errors import MoveRefused, Stale
from exhibition.domain.mail import MailKind
from exhibition.domain.status import PassState, ReviewStatus, VisitorStatus
from exhibition.models import AuditEntry, OutboxMail, PassType, Registration, Role, Staff
from exhibition.queries import review as reviews
from exhibition.services import review
from exhibition.services.review import Said
from tests.cast import a_member
from tests.registrants import a_visitor, an_exhibitor, the_first_show

HOST = "expo.example"


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def staff(session):
    return a_member(session, Role.MANAGER)


@pytest.fixture
def application(session, settings, show) -> Registration:
    return an_exhibitor(session, settings, show)


def decide(session, application, staff, target, said=None):
    said, version = said or Said(), application.version
    decision = review.decide(
        session, application, staff, target, said, version=version, base_host=HOST
    )
    session.commit()
    return decision


def mails(session, registration):
    found = select(OutboxMail).where(OutboxMail.registration_id == registration.id)
    return list(session.scalars(found.order_by(OutboxMail.id)))


@pytest.mark.both_databases
def test_accepting_makes_the_same_code_valid_and_mails_it(session, application, staff):
    code = application.entry_pass.code_hash
    decision = decide(session, application, staff, ReviewStatus.ACCEPTED, Said("欢迎", "老客户"))
    assert application.status == "accepted"
    assert application.entry_pass.state is PassState.VALID
    assert application.entry_pass.code_hash == code
    assert (decision.message, decision.note, decision.staff) == ("欢迎", "老客户", staff)
    mail = mails(session, application)[-1]
    assert (mail.kind, mail.recipient) == (MailKind.ACCEPTED, application.email)
    assert mail.param("decision_id") == decision.id
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.staff_id) == ("review.accepted", staff.id)
    assert entry.details == {"from": "submitted", "to": "accepted"}


@pytest.mark.parametrize(
    ("target", "kind", "state"),
    [
        (ReviewStatus.DECLINED, MailKind.DECLINED, PassState.VOID),
        (ReviewStatus.WAITLISTED, MailKind.WAITLISTED, PassState.PENDING),
        (ReviewStatus.NEEDS_INFO, MailKind.NEEDS_INFO, PassState.PENDING),
    ],
)
def test_every_other_decision_has_its_mail(session, application, staff, target, kind, state):
    decide(session, application, staff, target, Said(comments={"uscc": "不符"}))
    assert mails(session, application)[-1].kind == kind
    assert application.entry_pass.state is state


def test_taking_an_application_up_tells_nobody(session, application, staff):
    before = len(mails(session, application))
    decide(session, application, staff, ReviewStatus.IN_REVIEW)
    assert application.status == "in_review"
    assert len(mails(session, application)) == before


def test_a_decision_on_an_old_page_is_refused(session, application, staff):
    seen = application.version
    decide(session, application, staff, ReviewStatus.IN_REVIEW)
    with pytest.raises(Stale):
        review.decide(
            session,
            application,
            staff,
            ReviewStatus.ACCEPTED,
            Said(),
            version=seen,
            base_host=HOST,
        )
    assert application.status == "in_review"


def test_a_step_the_status_does_not_allow_is_refused(session, application, staff):
    decide(session, application, staff, ReviewStatus.DECLINED)
    with pytest.raises(MoveRefused):
        decide(session, application, staff, ReviewStatus.NEEDS_INFO)
    assert len(reviews.decisions(session, application)) == 1


def test_staff_cannot_withdraw_in_the_applicants_name(session, application, staff):
    with pytest.raises(MoveRefused):
        decide(session, application, staff, ReviewStatus.WITHDRAWN)


def test_an_accepted_pass_that_was_revoked_stays_revoked(session, application, staff):
    application.entry_pass.state = PassState.REVOKED
    session.commit()
    decide(session, application, staff, ReviewStatus.ACCEPTED)
    assert application.entry_pass.state is PassState.REVOKED


def test_what_was_sent_back_is_open_until_it_is_answered(session, application, staff, show):
    said = Said("请尽快", "", {"uscc": "与执照不符"}, date(2027, 1, 31))
    sent_back = decide(session, application, staff, ReviewStatus.NEEDS_INFO, said)
    assert reviews.open_request(session, application) is sent_back
    assert sent_back.comments == {"uscc": "与执照不符"}
    answer = review.answer_correction(session, application, base_host=HOST)
    session.commit()
    assert application.status == "submitted"
    assert (answer.staff, answer.from_status) == (None, "needs_info")
    assert reviews.open_request(session, application) is None
    notices = [mail for mail in mails(session, application) if mail.kind == MailKind.STAFF_NOTICE]
    assert {mail.recipient for mail in notices} == set(show.notify_emails)
    assert notices[-1].param("decision_id") == answer.id


def test_nothing_can_be_answered_that_was_not_asked(session, application):
    with pytest.raises(MoveRefused):
        review.answer_correction(session, application, base_host=HOST)


def test_a_visitor_is_decided_upon_only_where_the_pass_needs_it(session, settings, show, staff):
    visitor = a_visitor(session, settings, show)
    assert review.moves_from(visitor) == frozenset()
    with pytest.raises(MoveRefused):
        decide(session, visitor, staff, VisitorStatus.DECLINED)


def test_an_accepted_vip_gets_the_pass(session, settings, show, staff):
    vip = session.scalars(select(PassType).where(PassType.slug == "vip_buyer")).one()
    vip.on_offer = True
    session.commit()
    visitor = a_visitor(session, settings, show, pass_type="vip_buyer")
    assert visitor.entry_pass.state is PassState.PENDING
    decide(session, visitor, staff, VisitorStatus.ACCEPTED)
    assert visitor.entry_pass.state is PassState.VALID
    assert mails(session, visitor)[-1].kind == MailKind.VISITOR_PASS


@pytest.mark.both_databases
def test_two_processes_cannot_both_decide(app, session, application, staff):
    seen, ids = application.version, (application.id, staff.id)
    session.rollback()
    with app.app_context(), transaction() as other:
        found, member = other.get_one(Registration, ids[0]), other.get_one(Staff, ids[1])
        review.decide(
            other, found, member, ReviewStatus.DECLINED, Said(), version=seen, base_host=HOST
        )
    session.rollback()
    with pytest.raises(Stale):
        review.decide(
            session, application, staff, ReviewStatus.ACCEPTED, Said(), version=seen, base_host=HOST
        )
