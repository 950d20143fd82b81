"""What staff change in a registration."""

import pytest
from sqlalchemy import select

from exhibition.domain.errors import MoveRefused, Stale
from exhibition.domain.keys import person_key
from exhibition.domain.mail import MailKind
from exhibition.domain.status import BoothStatus, Kind, PassState
from exhibition.models import AuditEntry, EntryPass, OutboxMail, OutboxState, Registration, Role
from exhibition.services import editing, resending, standing
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
def visitor(session, settings, show) -> Registration:
    return a_visitor(session, settings, show)


def edit(session, registration, staff, settings, **values):
    changed = editing.edit_contact(
        session,
        registration,
        staff,
        values,
        version=registration.version,
        pass_key=settings.pass_key,
    )
    session.commit()
    return changed


def last_entry(session):
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()


@pytest.mark.both_databases
def test_a_corrected_number_is_found_and_joins_the_right_person(session, settings, visitor, staff):
    assert edit(session, visitor, staff, settings, mobile="+8613711112222", name="陈小雯")
    assert "13711112222" in visitor.search_text
    assert visitor.person_key == person_key(settings.pass_key, "+8613711112222", "陈小雯")
    entry = last_entry(session)
    assert entry.action == "registration.edit"
    assert entry.details == {
        "before": {"mobile": "+8613800138000", "name": "陈晓雯"},
        "after": {"mobile": "+8613711112222", "name": "陈小雯"},
    }


def test_saving_what_stands_there_already_changes_nothing(session, settings, visitor, staff):
    version, entry = visitor.version, last_entry(session).id
    assert not edit(session, visitor, staff, settings, name=visitor.name, city=visitor.city)
    assert visitor.version == version
    assert last_entry(session).id == entry


def test_an_old_page_cannot_overwrite_a_newer_one(session, settings, visitor, staff):
    seen = visitor.version
    edit(session, visitor, staff, settings, company="新单位")
    with pytest.raises(Stale):
        editing.edit_contact(
            session,
            visitor,
            staff,
            {"company": "旧单位"},
            version=seen,
            pass_key=settings.pass_key,
        )
    assert visitor.company == "新单位"


def test_when_the_first_turns_out_to_be_another_the_next_one_counts(
    session, settings, show, visitor, staff
):
    again = a_visitor(session, settings, show)
    assert again.is_further
    edit(session, visitor, staff, settings, mobile="+8613711112222")
    session.refresh(again)
    assert not again.is_further


def test_an_exhibitors_company_is_printed_and_compared_as_corrected(session, settings, show, staff):
    application = an_exhibitor(session, settings, show)
    edit(session, application, staff, settings, company_zh="改名（集团）公司", contact_name="李芳")
    assert application.company == "改名（集团）公司"
    assert application.application.company_folded == "改名(集团)公司"
    assert application.name == "李芳"


def test_only_contact_fields_can_be_edited(session, settings, visitor, staff):
    with pytest.raises(ValueError, match="status"):
        edit(session, visitor, staff, settings, status="accepted")


def test_cancelling_ends_the_pass_and_can_be_taken_back(session, visitor, staff):
    standing.cancel(session, visitor, staff, "重复")
    assert (visitor.status, visitor.entry_pass.state) == ("cancelled", PassState.VOID)
    assert last_entry(session).details == {"reason": "重复"}
    standing.reinstate(session, visitor, staff)
    assert (visitor.status, visitor.entry_pass.state) == ("registered", PassState.VALID)


def test_what_the_registrant_withdrew_staff_cannot_cancel(session, visitor, staff):
    visitor.status = "withdrawn"
    session.commit()
    with pytest.raises(MoveRefused):
        standing.cancel(session, visitor, staff, "")


def test_when_the_first_is_cancelled_the_next_one_counts(session, settings, show, visitor, staff):
    again = a_visitor(session, settings, show)
    standing.cancel(session, visitor, staff, "本人要求")
    session.commit()
    session.refresh(again)
    assert not again.is_further


def test_tests_are_removed_with_all_that_belongs_to_them(session, settings, show, visitor, staff):
    tried = a_visitor(session, settings, show, name="测试", mobile="+8613711112222")
    kept = an_exhibitor(session, settings, show)
    standing.mark_test(session, tried, staff, True)
    standing.mark_test(session, kept, staff, True)
    session.commit()
    assert standing.remove_tests(session, show, Kind.VISITOR, staff) == (1, [])
    session.commit()
    left = set(session.scalars(select(Registration.reference)))
    assert left == {visitor.reference, kept.reference}
    assert len(session.scalars(select(EntryPass)).all()) == 2
    assert last_entry(session).details == {"kind": "visitor", "count": 1}


def test_a_mail_is_sent_again_to_the_present_mailbox(session, settings, visitor, staff):
    edit(session, visitor, staff, settings, email="new@example.org")
    assert editing.resend_mail(session, visitor, staff, base_host=HOST) is MailKind.VISITOR_PASS
    session.commit()
    mail = session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert (mail.recipient, mail.state) == ("new@example.org", OutboxState.QUEUED)


def test_the_share_of_a_mailbox_does_not_hold_back_the_staff(session, visitor, staff):
    for _ in range(5):
        editing.resend_mail(session, visitor, staff, base_host=HOST)
    states = set(session.scalars(select(OutboxMail.state)))
    assert states == {OutboxState.QUEUED}


def test_without_a_mailbox_nothing_is_sent(session, settings, show, staff):
    visitor = a_visitor(session, settings, show, email="")
    with pytest.raises(resending.NoMailbox):
        editing.resend_mail(session, visitor, staff, base_host=HOST)


def test_the_booth_moves_on_its_own(session, settings, show, staff):
    application = an_exhibitor(session, settings, show)
    version = application.version
    moved = editing.set_tracks(
        session,
        application,
        staff,
        booth=BoothStatus.CONFIRMED,
        booth_no="3B12",
        version=version,
    )
    session.commit()
    assert moved
    assert application.status == "submitted"
    assert application.version == version + 1
    assert last_entry(session).details["after"] == {
        "booth": "confirmed",
        "booth_no": "3B12",
    }
