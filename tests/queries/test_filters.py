"""The filter as it stands in an address."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from werkzeug.datastructures import MultiDict

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.questions import Choice, Question
from exhibition.domain.status import Kind
from exhibition.models import PassType, Show
from exhibition.queries.filters import Quick, RegistrationFilter

ZONE = ZoneInfo("Asia/Shanghai")
INTERESTS = Question(
    "interests",
    "visitor",
    "form",
    "choices",
    Bilingual("感兴趣的展品", "Interests"),
    choices=(
        Choice("lab", Bilingual("仪器", "Lab"), is_group=True),
        Choice("lab_pcr", Bilingual("PCR", "PCR"), group="lab"),
        Choice("quality", Bilingual("质控", "QC")),
    ),
)


def a_show():
    trade = PassType(slug="trade", label_zh="专业观众", label_en="Trade")
    return Show(id=7, slug="cgt", timezone="Asia/Shanghai", pass_types=[trade])


def read(query="", kind=Kind.VISITOR, channels=("poster",)):
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&") if pair]
    return RegistrationFilter.from_args(
        MultiDict(pairs), a_show(), kind, questions=[INTERESTS], channels=channels
    )


def test_an_empty_address_asks_for_everything_that_counts():
    assert read() == RegistrationFilter(7, Kind.VISITOR, ZONE)
    assert not read().narrows
    assert all(read().hides(switch) for switch in ("withdrawn", "revoked", "test", "further"))


@pytest.mark.parametrize(
    "query",
    [
        "q=张三",
        "status=registered&status=pending",
        "channel=poster",
        "channel=-",
        "place=44",
        "place=HK",
        "pass_type=trade",
        "interests=lab",
        "from=2026-11-01&to=2026-11-30",
        "quick=no_email",
        "withdrawn=1&revoked=1&test=1&further=1",
        "sort=company",
        "sort=-name",
    ],
)
def test_the_address_comes_back_as_it_was(query):
    assert "&".join(f"{name}={value}" for name, value in read(query).to_args()) == query


@pytest.mark.parametrize(
    "query",
    [
        "status=paid",
        "channel=of-another-show",
        "place=99",
        "place=ZZ",
        "pass_type=vip",
        "interests=nothing",
        "another_shows_question=lab",
        "from=yesterday",
        "from=2026-02-30",
        "from=9999-12-31",
        "quick=mine",
        "withdrawn=yes",
        "sort=id;select pg_sleep(5)",
        "sort=(case when 1 then 1 end)",
        "sort=__class__",
        "sort=-",
        "unknown=1",
    ],
)
def test_what_the_show_does_not_offer_is_left_out(query):
    assert read(query) == read()


def test_a_group_finds_its_items_too():
    [option] = read("interests=lab").options
    assert option.found == {"lab", "lab_pcr"}


def test_the_question_of_the_other_form_is_no_filter():
    assert read("interests=lab", Kind.EXHIBITOR).options == ()


def test_asking_for_the_withdrawn_shows_them_without_their_switch():
    assert not read("status=withdrawn").hides("withdrawn")
    assert read("status=registered").hides("withdrawn")


def test_asking_for_look_alikes_shows_the_further_ones():
    assert not read("quick=duplicates").hides("further")


def test_a_search_keeps_no_control_character_and_no_book():
    assert read("q= a\x00b\x1f  c ").search == "a b c"
    assert len(read("q=" + "a" * 500).search) == 100


def test_a_day_is_a_day_of_the_show():
    begin, end = read("from=2026-11-01&to=2026-11-01").window(datetime(2026, 12, 1, tzinfo=UTC))
    assert begin == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert end == datetime(2026, 11, 1, 16, tzinfo=UTC)


def test_today_begins_at_midnight_of_the_show():
    late = datetime(2026, 11, 1, 17, tzinfo=UTC)
    begin, _ = read("quick=today").window(late)
    assert begin == datetime(2026, 11, 2, tzinfo=ZONE)


def test_the_week_begins_on_monday():
    sunday = datetime(2026, 11, 8, 4, tzinfo=UTC)
    begin, _ = read("quick=week").window(sunday)
    assert begin is not None
    assert begin.date() == date(2026, 11, 2)


def test_a_quick_filter_of_the_other_list_is_left_out():
    assert read("quick=needs_info").quick is None
    assert read("quick=needs_info", Kind.EXHIBITOR).quick is Quick.NEEDS_INFO
