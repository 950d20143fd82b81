"""What an exhibitor adds later, and what they correct when it was sent back."""

import pytest
from sqlalchemy import select

from exhibition.adapters.file_store import StoredFile
from exhibition.domain.answers import Answer
from exhibition.domain.details import ApplicationDetails
from exhibition.domain.errors import NotFound
from exhibition.models import Answered, AuditEntry, OutboxMail, ShowChoice, ShowQuestion, Upload
from exhibition.queries import uploads
from exhibition.services import application, review
from tests.cast import a_member
from tests.details import a_show, a_visitor_of, an_exhibitor_of


@pytest.fixture
def applied(session, settings):
    return an_exhibitor_of(session, a_show(session), settings)


def save(session, settings, registration, files=(), removed=(), answers=None, **values):
    application.save(
        session,
        registration,
        ApplicationDetails(values, answers or {}),
        files=files,
        removed=removed,
        pass_key=settings.pass_key,
        base_host="expo.example",
    )
    session.commit()


def a_file(name):
    return StoredFile(name, f"{name}.pdf", "application/pdf", 1000, "0" * 64)


def test_only_what_was_asked_is_changed(session, settings, applied):
    save(session, settings, applied, uscc="91350100M000100Y43", address="广州市天河区 1 号")
    row = applied.application
    assert (row.uscc, row.address) == ("91350100M000100Y43", "广州市天河区 1 号")
    assert (row.company_zh, applied.name, row.website) == ("某某设备有限公司", "李娜", "")
    assert row.details_saved_at is not None


@pytest.mark.both_databases
def test_a_corrected_person_is_found_under_the_new_words(session, settings, applied):
    before = applied.person_key
    save(session, settings, applied, contact_name="王芳", company_zh="新名设备有限公司")
    assert (applied.name, applied.company) == ("王芳", "新名设备有限公司")
    assert "王芳" in applied.search_text
    assert "新名" in applied.search_text
    assert applied.person_key != before


def test_the_log_says_what_it_was_before(session, settings, applied):
    save(session, settings, applied, contact_name="王芳", city="")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[-1]
    assert (entry.action, entry.actor) == ("application.details", "registrant")
    assert entry.details["before"] == {"contact_name": "李娜"}
    assert entry.details["after"] == {"contact_name": "王芳"}


def test_a_new_licence_replaces_the_old_one_qualifications_add_up(session, settings, applied):
    save(
        session,
        settings,
        applied,
        [("licence_file", a_file("a")), ("qualification_files", a_file("b"))],
    )
    save(
        session,
        settings,
        applied,
        [("licence_file", a_file("c")), ("qualification_files", a_file("d"))],
    )
    assert [row.stored_name for row in uploads.present(session, applied)] == ["b", "c", "d"]
    assert len(session.scalars(select(Upload)).all()) == 4


def test_a_file_can_be_taken_away(session, settings, applied):
    save(session, settings, applied, [("qualification_files", a_file("a"))])
    save(session, settings, applied, removed=uploads.present(session, applied))
    assert uploads.present(session, applied) == []


def test_answers_join_the_earlier_ones(session, settings, applied):
    question = ShowQuestion(
        show_id=applied.show_id, slug="goods", form="exhibitor", page="application",
        kind="choices", label_zh="展品", label_en="Goods",
    )  # fmt: skip
    question.choices = [ShowChoice(slug=slug, label_zh=slug, label_en=slug) for slug in ("a", "b")]
    session.add(question)
    applied.answers = {"earlier": {"values": ["x"], "other": ""}}
    save(session, settings, applied, answers={"goods": Answer(("a", "b"))})
    assert set(applied.answers) == {"earlier", "goods"}
    save(session, settings, applied, answers={"goods": Answer(("b",))})
    chosen = select(ShowChoice.slug).join(Answered).where(Answered.registration_id == applied.id)
    assert session.scalars(chosen).all() == ["b"]
    save(session, settings, applied, answers={"goods": Answer()})
    assert set(applied.answers) == {"earlier"}
    assert session.scalars(chosen).all() == []


def test_a_visitor_has_no_application(session, settings, applied):
    visitor = a_visitor_of(session, applied.show, settings)
    with pytest.raises(NotFound):
        save(session, settings, visitor, address="x")


@pytest.mark.both_databases
def test_a_correction_hands_the_application_back(session, settings):
    show = a_show(session, notify_emails=["team@org.example"])
    applied = an_exhibitor_of(session, show, settings)
    said = review.Said("请核对", comments={"contact_name": "与名片不符"})
    review.decide(
        session,
        applied,
        a_member(session),
        "needs_info",
        said,
        version=applied.version,
        base_host="expo.example",
    )
    session.commit()
    save(session, settings, applied, contact_name="王芳")
    assert (applied.status, applied.name) == ("submitted", "王芳")
    # The task 补充资料 is still to do: a name was corrected, nothing more.
    assert applied.application.details_saved_at is None
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[-1]
    assert entry.action == "application.correct"
    told = select(OutboxMail.kind).where(OutboxMail.recipient == "team@org.example")
    assert len(session.scalars(told).all()) == 2
