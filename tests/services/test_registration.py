"""Submitting: all of it or nothing, once, inside the window and the limits."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from exhibition.domain.answers import Answer
from exhibition.domain.clock import now
from exhibition.domain.errors import TooMany, UnknownChoice, WindowClosed
from exhibition.domain.status import PassState
from exhibition.models import (
    Answered,
    Application,
    AuditEntry,
    Channel,
    Consent,
    ConsentText,
    EntryPass,
    OutboxMail,
    Registration,
    ShowChoice,
    ShowQuestion,
)
from exhibition.services.registration import submit_exhibitor, submit_visitor
from tests.details import (
    MARKETING,
    NOTICE,
    a_show,
    a_submission,
    a_visitor,
    a_visitor_of,
    an_exhibitor,
    an_exhibitor_of,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_OFF = datetime(2090, 1, 1, tzinfo=UTC)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


@pytest.mark.both_databases
def test_a_visitor_is_stored_whole(session, settings):
    show = a_show(session)
    made = a_visitor_of(
        session, show, settings, email="x@example.com", consents=(NOTICE, MARKETING)
    )
    assert made.reference.startswith("V-")
    assert made.status == "registered"
    assert made.entry_pass.state is PassState.VALID
    assert [(row.kind, row.given) for row in made.consents] == [
        ("notice", True),
        ("marketing", False),
    ]
    assert session.scalars(select(OutboxMail.kind)).all() == ["visitor_pass"]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor) == ("visitor.submit", "registrant")


def test_without_email_there_is_no_mail(session, settings):
    a_visitor_of(session, a_show(session), settings)
    assert count(session, OutboxMail) == 0


def test_what_is_not_committed_never_was(session, settings):
    show = a_show(session)
    details = a_visitor(email="x@example.com")
    submit_visitor(session, show, details, a_submission(settings))
    session.rollback()
    tables = (Registration, EntryPass, Consent, OutboxMail, AuditEntry)
    assert [count(session, table) for table in tables] == [0, 0, 0, 0, 0]


@pytest.mark.both_databases
def test_an_exhibitor_gets_a_receipt_and_each_mailbox_of_the_organizer_is_told(session, settings):
    show = a_show(session, notify_emails=["a@org.example", "b@org.example"])
    made = an_exhibitor_of(session, show, settings)
    assert made.reference.startswith("E-")
    assert made.status == "submitted"
    assert made.entry_pass.state is PassState.PENDING
    assert made.application.company_folded
    told = session.execute(select(OutboxMail.kind, OutboxMail.recipient).order_by(OutboxMail.id))
    assert told.all() == [
        ("exhibitor_received", "lina@example.com"),
        ("staff_notice", "a@org.example"),
        ("staff_notice", "b@org.example"),
    ]


def test_a_trial_by_staff_tells_nobody_else(session, settings):
    show = a_show(session, notify_emails=["a@org.example"])
    an_exhibitor_of(session, show, settings, test=True)
    assert session.scalars(select(OutboxMail.kind)).all() == ["exhibitor_received"]


@pytest.mark.both_databases
def test_the_same_submission_again_gives_the_first_result(session, settings):
    show = a_show(session)
    once = a_submission(settings)
    first = submit_visitor(session, show, a_visitor(), once)
    session.commit()
    again = submit_visitor(session, show, a_visitor(), once)
    assert (again.registration, again.repeated, again.same_body) == (first.registration, True, True)
    assert count(session, Registration) == 1


def test_another_body_under_a_known_id_is_never_stored(session, settings):
    show = a_show(session)
    first = submit_visitor(session, show, a_visitor(), a_submission(settings, "i" * 32))
    session.commit()
    other = a_submission(settings, "i" * 32, body_hash="b" * 64)
    again = submit_visitor(session, show, a_visitor(name="李四"), other)
    assert again.registration is first.registration
    assert not again.same_body
    assert first.registration.name == "张晓明"


def test_a_form_without_an_id_is_a_new_submission_each_time(session, settings):
    show = a_show(session)
    for _ in range(2):
        submit_visitor(session, show, a_visitor(), a_submission(settings, ""))
        session.commit()
    assert count(session, Registration) == 2


def test_an_id_used_for_one_show_is_free_for_the_next(session, settings):
    for slug in ("one", "two"):
        submit_visitor(
            session, a_show(session, slug), a_visitor(), a_submission(settings, "i" * 32)
        )
    assert count(session, Registration) == 2


@pytest.mark.parametrize("wanted", ["exhibitor", "nothing-like-it", ""])
def test_only_what_is_on_offer_can_be_chosen(session, settings, wanted):
    show = a_show(session)
    with pytest.raises(UnknownChoice):
        submit_visitor(session, show, a_visitor(pass_type=wanted), a_submission(settings))
    with pytest.raises(UnknownChoice):
        submit_exhibitor(session, show, an_exhibitor(booth_type=wanted), a_submission(settings))


def test_a_type_under_review_waits(session, settings):
    made = a_visitor_of(session, a_show(session), settings, pass_type="vip")
    assert (made.status, made.entry_pass.state) == ("pending", PassState.PENDING)


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({"visitor_opens_at": FAR_OFF}, "not_yet"),
        ({"visitor_closes_at": LONG_AGO}, "closed"),
        ({"switches": {"visitor_open": False}}, "off"),
        ({"days": [{"date": "2020-01-01", "opens": "09:00", "closes": "17:00"}]}, "over"),
    ],
)
def test_outside_its_window_only_staff_may_try(session, settings, columns, state):
    show = a_show(session, **columns)
    with pytest.raises(WindowClosed) as refused:
        submit_visitor(session, show, a_visitor(), a_submission(settings))
    assert refused.value.params["state"] == state
    assert a_visitor_of(session, show, settings, test=True).is_test


def test_the_channel_stays_with_the_record(session, settings):
    show = a_show(session)
    session.add(Channel(slug="wx1", name="公众号", kind="article", show=show, form="visitor"))
    session.commit()
    assert a_visitor_of(session, show, settings, channel="wx1").channel.name == "公众号"
    assert a_visitor_of(session, show, settings, channel="gone").channel is None


def test_answers_are_kept_for_display_and_as_rows_for_filters(session, settings):
    show = a_show(session)
    question = ShowQuestion(
        show_id=show.id, slug="interests", form="visitor", page="form", kind="choices",
        label_zh="兴趣", label_en="Interests",
    )  # fmt: skip
    question.choices = [
        ShowChoice(slug=slug, label_zh=slug, label_en=slug) for slug in ("cells", "genes", "other")
    ]
    session.add(question)
    session.commit()
    said = {"interests": Answer(("cells", "other"), "仪器")}
    made = a_visitor_of(session, show, settings, answers=said)
    assert made.answers == {"interests": {"values": ["cells", "other"], "other": "仪器"}}
    chosen = select(ShowChoice.slug).join(Answered).where(Answered.registration_id == made.id)
    assert set(session.scalars(chosen)) == {"cells", "other"}


def test_the_words_of_a_consent_are_kept_once(session, settings):
    show = a_show(session)
    for _ in range(3):
        a_visitor_of(session, show, settings)
    assert count(session, Consent) == 6
    assert session.scalars(select(ConsentText.text).order_by(ConsentText.kind)).all() == [
        MARKETING.text,
        NOTICE.text,
    ]


def fill_up(session, show, settings, number, moment):
    for at in range(number):
        made = a_visitor_of(session, show, settings, name=f"访客{at}")
        made.created_at = moment
    session.commit()


def test_a_number_registers_ten_times_an_hour(session, settings):
    show = a_show(session, contact_phone="13527666116")
    fill_up(session, show, settings, 10, now() - timedelta(minutes=59))
    with pytest.raises(TooMany) as refused:
        a_visitor_of(session, show, settings)
    assert refused.value.params["phone"] == "13527666116"
    session.rollback()
    assert a_visitor_of(session, show, settings, mobile="+8613812345679")
    assert a_visitor_of(session, a_show(session, "next"), settings)


def test_a_number_registers_thirty_times_a_day(session, settings):
    show = a_show(session)
    for hours in (23, 12, 2):
        fill_up(session, show, settings, 10, now() - timedelta(hours=hours))
    with pytest.raises(TooMany):
        a_visitor_of(session, show, settings)


def test_a_known_submission_is_no_further_one_for_its_number(session, settings):
    show = a_show(session)
    known = a_submission(settings)
    first = submit_visitor(session, show, a_visitor(), known).registration
    fill_up(session, show, settings, 9, now())
    assert submit_visitor(session, show, a_visitor(), known).registration is first


def test_trials_by_staff_use_up_no_number(session, settings):
    show = a_show(session)
    for _ in range(11):
        a_visitor_of(session, show, settings, test=True)
    assert not a_visitor_of(session, show, settings).is_further


def test_every_application_has_its_row(session, settings):
    an_exhibitor_of(session, a_show(session), settings, booth_count=None)
    assert count(session, Application) == 1
