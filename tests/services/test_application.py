"""What an exhibitor adds later, and what they correct when it was sent back."""

import pytest
from sqlalchemy import select

from exhibition.domain.answers import Answer
from exhibition.domain.details import ApplicationDetails
from exhibition.domain.errors import NotFound
from exhibition.models import Answered, AuditEntry, OutboxMail, ShowChoice, ShowQuestion
from exhibition.queries import application_steps, staff_edits
from exhibition.services import application, editing, review
from exhibition.services.application import Overtaken
from tests.cast import a_member
from tests.details import a_show, a_visitor_of, an_exhibitor_of


@pytest.fixture
def applied(session, settings):
    return an_exhibitor_of(session, a_show(session), settings)


def save(session, settings, registration, answers=None, step="company", seen=None, **values):
    application.save(
        session,
        registration,
        ApplicationDetails(values, answers or {}),
        step=step,
        seen_edits=seen,
        pass_key=settings.pass_key,
        base_host="expo.example",
    )
    session.commit()


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


def test_each_step_counts_once(session, settings, applied):
    save(session, settings, applied, step="company", address="天河区 1 号")
    save(session, settings, applied, step="company", address="天河区 2 号")
    save(session, settings, applied, step="exhibits", products="反应器")
    progress = application_steps.progress(session, applied)
    assert (progress.done, progress.total) == (2, 4)
    assert progress.first_open.name == "contact"


def edit(session, settings, applied, **values):
    """Staff change something in the back office."""
    editing.edit_contact(
        session, applied, a_member(session), values,
        version=applied.version, pass_key=settings.pass_key,
    )  # fmt: skip
    session.commit()


@pytest.mark.both_databases
def test_what_staff_changed_meanwhile_is_not_overwritten(session, settings):
    applied = an_exhibitor_of(session, a_show(session), settings)
    seen = staff_edits.count(session, applied)
    edit(session, settings, applied, company_en="Sample Equipment Ltd")
    with pytest.raises(Overtaken) as refused:
        save(session, settings, applied, seen=seen, company_en="Sample", address="天河区")
    assert refused.value.names == {"company_en"}
    session.rollback()
    assert applied.application.company_en == "Sample Equipment Ltd"


def test_what_staff_changed_elsewhere_or_to_the_same_is_no_trouble(session, settings, applied):
    edit(session, settings, applied, contact_title="经理", company_en="Sample Ltd")
    save(session, settings, applied, seen=0, company_en="Sample Ltd", address="天河区")
    assert applied.application.address == "天河区"


def test_who_saw_the_change_may_change_it_again(session, settings, applied):
    edit(session, settings, applied, company_en="Sample Ltd")
    save(session, settings, applied, seen=1, company_en="Sample Equipment Ltd")
    assert applied.application.company_en == "Sample Equipment Ltd"


def test_nothing_is_added_to_what_is_gone(session, settings, applied):
    applied.status = "withdrawn"
    session.commit()
    with pytest.raises(NotFound):
        save(session, settings, applied, address="x")


def test_answers_join_the_earlier_ones(session, settings, applied):
    question = ShowQuestion(
        show_id=applied.show_id, slug="goods", form="exhibitor", page="application",
        kind="choices", label_zh="展品", label_en="Goods",
    )  # fmt: skip
    question.choices = [ShowChoice(slug=slug, label_zh=slug, label_en=slug) for slug in ("a", "b")]
    session.add(question)
    applied.answers = {"earlier": {"values": ["x"], "other": ""}}
    session.commit()
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
    save(session, settings, applied, step="", contact_name="王芳")
    assert (applied.status, applied.name) == ("submitted", "王芳")
    # The task 补充资料 is still to do: a name was corrected, nothing more.
    assert applied.application.details_saved_at is None
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[-1]
    assert entry.action == "application.correct"
    told = select(OutboxMail.kind).where(OutboxMail.recipient == "team@org.example")
    assert len(session.scalars(told).all()) == 2
