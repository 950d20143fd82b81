"""The Show page's value: read, checked, saved over the version it was made from, and logged."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.errors import Stale
from exhibition.domain.preset_parts import Contact
from exhibition.domain.show import ShowDay, Window
from exhibition.domain.show_settings import ShowSettings, faults, next_version
from exhibition.models import AuditEntry, Show
from exhibition.queries import questions
from exhibition.services import show_editing
from tests import cast, registrants

DAY = ShowDay(date(2027, 3, 18), time(9), time(17))


def settings_of(session: Session, show: Show) -> ShowSettings:
    return show_editing.settings_of(session, show)


def save(session: Session, show: Show, wanted: ShowSettings) -> list[str]:
    changed = show_editing.save(session, show, wanted, version=show.version)
    session.commit()
    session.expire_all()
    return changed


def with_text(settings: ShowSettings, key: str, zh: str, en: str) -> ShowSettings:
    return replace(settings, texts={**settings.texts, key: Bilingual(zh, en)})


def test_what_is_read_can_be_saved_and_changes_nothing(session: Session) -> None:
    show = registrants.the_first_show(session)
    version, present = show.version, settings_of(session, show)
    assert faults(present) == []
    assert save(session, show, present) == []
    assert show.version == version
    assert "show.edit" not in session.scalars(select(AuditEntry.action)).all()


def test_every_part_of_the_settings_comes_back_as_it_was_saved(session: Session) -> None:
    show = registrants.the_first_show(session)
    present = settings_of(session, show)
    wanted = replace(
        with_text(present, "venue", "广交会展馆", "Canton Fair Complex"),
        days=(DAY,),
        visitor_window=Window(datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)),
        contact=Contact("020 8888 6666", "expo@example.com", ("a@example.com",)),
        retention_until=date(2027, 12, 31),
        change_until=date(2027, 3, 17),
        icp_no="粤ICP备00000000号",
        default_locale="en",
        accent="#0055AA",
        motif="grid",
        switches=replace(present.switches, walk_in=True, review_days=5),
        pass_types=present.pass_types | {"media"},
        booth_types=present.booth_types - {"raw_outdoor"},
        questions=present.questions | {"visitor/budget"},
        samples=present.samples - {"venue"},
    )
    save(session, show, wanted)
    assert settings_of(session, show) == wanted


def test_saving_counts_the_version_up_so_that_forms_ask_anew(session: Session) -> None:
    show = registrants.the_first_show(session)
    present = settings_of(session, show)

    def is_asked() -> bool:
        asked = questions.asked(session, show, "visitor", "form")
        return any(question.slug == "budget" for question in asked)

    assert not is_asked()
    version = show.version
    save(session, show, replace(present, questions=present.questions | {"visitor/budget"}))
    assert show.version == version + 1
    assert is_asked()


def test_what_changed_is_logged_before_and_after_and_nothing_else(session: Session) -> None:
    show = registrants.the_first_show(session)
    member = cast.a_member(session)
    show_editing.save(
        session,
        show,
        with_text(settings_of(session, show), "city", "深圳", "Shenzhen"),
        version=show.version,
        staff=member,
        address="192.0.2.7",
    )
    session.commit()
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "show.edit")).one()
    assert logged.details == {
        "before": {"texts.city.zh": "广州", "texts.city.en": "Guangzhou"},
        "after": {"texts.city.zh": "深圳", "texts.city.en": "Shenzhen"},
    }
    assert (logged.staff_id, logged.address) == (member.id, "192.0.2.7")


def test_an_older_version_is_refused_and_nothing_is_saved(session: Session) -> None:
    show = registrants.the_first_show(session)
    wanted = with_text(settings_of(session, show), "city", "深圳", "Shenzhen")
    with pytest.raises(Stale):
        show_editing.save(session, show, wanted, version=show.version - 1)
    session.rollback()
    assert show.text("city").zh == "广州"


def test_the_notice_gets_a_new_version_when_it_says_something_else(session: Session) -> None:
    show = registrants.the_first_show(session)
    before = show.notice_version
    save(session, show, with_text(settings_of(session, show), "city", "深圳", "Shenzhen"))
    assert show.notice_version == before
    save(session, show, with_text(settings_of(session, show), "notice", "新的说明", "New notice"))
    assert show.notice_version == "3"
    # The notice prints this date, so it reads differently although its text is the same.
    save(session, show, replace(settings_of(session, show), retention_until=date(2028, 1, 1)))
    assert show.notice_version == "4"


@pytest.mark.parametrize(
    ("version", "following"),
    [("1", "2"), ("9", "10"), ("law-3", "law-4"), ("2.9", "2.10"), ("final", "final.2")],
)
def test_versions_count_on_as_they_were_written(version: str, following: str) -> None:
    assert next_version(version) == following


def test_a_version_never_grows_out_of_its_column() -> None:
    assert len(next_version("x" * 40)) <= 40
    assert next_version("x" * 40) != "x" * 40


def test_one_language_alone_is_a_fault_and_none_is_not(session: Session) -> None:
    present = settings_of(session, registrants.the_first_show(session))
    found = faults(with_text(present, "edition", "第二届", ""))
    assert [(one.place, one.code) for one in found] == [("texts.edition.en", "text_missing")]
    assert faults(with_text(present, "edition", "", "")) == []


def test_a_text_names_only_what_will_be_filled_in(session: Session) -> None:
    present = settings_of(session, registrants.the_first_show(session))
    found = faults(with_text(present, "venue", "{organizer}展馆", "Hall"))
    assert [(one.place, one.piece) for one in found] == [("texts.venue.zh", "{organizer}")]
    notice = present.texts["notice"].zh + "{{7*7}}{event.__init__}"
    assert faults(with_text(present, "notice", notice, "{organizer}"))[0].place == "texts.notice.zh"


def test_times_that_contradict_each_other_are_faults(session: Session) -> None:
    present = settings_of(session, registrants.the_first_show(session))
    wrong = replace(
        present,
        days=(DAY, DAY, ShowDay(date(2027, 3, 20), time(17), time(9))),
        visitor_window=Window(datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        retention_until=date(2027, 3, 19),
    )
    assert [(one.place, one.code) for one in faults(wrong)] == [
        ("visitor_closes_at", "closes_first"),
        ("days", "day_twice"),
        ("days", "hours"),
        ("retention_until", "retention_early"),
    ]


def test_somebody_must_be_able_to_register(session: Session) -> None:
    present = settings_of(session, registrants.the_first_show(session))
    found = faults(replace(present, pass_types=frozenset({"exhibitor"})))
    assert [one.code for one in found] == ["no_pass_type"]


def test_a_show_keeps_switches_and_texts_that_this_page_does_not_know(session: Session) -> None:
    show = registrants.the_first_show(session)
    show.switches = {**show.switches, "quota": 500}
    show.texts = {**show.texts, "fee": {"zh": "免费", "en": "Free"}}
    session.commit()
    save(session, show, with_text(settings_of(session, show), "city", "深圳", "Shenzhen"))
    assert show.switch("quota") == 500
    assert show.text("fee").en == "Free"
