"""Shows as data: what a preset may say, and how a mistake in one is told."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibition.domain import placeholders
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.core_names import is_core_name
from exhibition.domain.preset import PresetError, ShowPreset, parse
from exhibition.domain.preset_parts import SAMPLE_SETTINGS, TEXT_KEYS
from exhibition.domain.questions import Question
from exhibition.presets import FIRST_SHOW, read_preset

PRESETS = ("cell-gene-therapy", "furniture")

MINIMAL = """
slug = "boats"
accent = "#0a5c5f"
notice_version = "1"
contact = { phone = "020-81234567", email = "desk@example.com" }

[[pass_types]]
slug = "trade"
label = { zh = "观众", en = "Visitor" }
word = { zh = "观众", en = "VISITOR" }
band = "#0A5C5F"

[[pass_types]]
slug = "exhibitor"
label = { zh = "参展商", en = "Exhibitor" }
word = { zh = "参展商", en = "EXHIBITOR" }
band = "#A81E50"
on_offer = false

[[booth_types]]
slug = "undecided"
label = { zh = "待沟通", en = "To be discussed" }
unit = "none"

[texts]
name = { zh = "船展", en = "Boat Show" }
organizer = { zh = "主办方", en = "Organizer" }
exhibit_heading = { zh = "我要参展", en = "Exhibit" }
exhibit_line = { zh = "约 3 分钟", en = "3 minutes" }
exhibit_button = { zh = "申请", en = "Apply" }
exhibit_call = { zh = "请扫码", en = "Scan" }
visit_heading = { zh = "参观", en = "Visit" }
visit_line = { zh = "约 1 分钟", en = "1 minute" }
visit_button = { zh = "登记", en = "Register" }
visit_call = { zh = "请扫码", en = "Scan" }

[texts.notice]
zh = "由{organizer}处理，联系{contact}，保存至{retention}。"
en = "{organizer}, {contact}, {retention}."

[switches]

[lists]
sails = [{ slug = "main", zh = "主帆", en = "Main" }, { slug = "jib", zh = "前帆", en = "Jib" }]

[[questions]]
slug = "sails"
form = "visitor"
kind = "choices"
label = { zh = "帆", en = "Sails" }
list = "sails"
"""


def changed(old: str, new: str) -> str:
    """The minimal preset with one place changed."""
    assert MINIMAL.count(old) == 1, f"{old!r} does not stand there once"
    return MINIMAL.replace(old, new)


def mistake(text: str) -> str:
    with pytest.raises(PresetError) as caught:
        parse(text)
    return str(caught.value)


@pytest.fixture(params=PRESETS)
def shipped(request: pytest.FixtureRequest) -> ShowPreset:
    return read_preset(request.param)


@pytest.fixture
def therapy() -> ShowPreset:
    return read_preset("cell-gene-therapy")


@pytest.fixture
def furniture() -> ShowPreset:
    return read_preset("furniture")


def asked(preset: ShowPreset, slug: str) -> Question:
    return next(question for question in preset.questions if question.slug == slug)


# What any preset may say


def test_what_a_preset_leaves_out_is_open_unset_or_empty() -> None:
    show = parse(MINIMAL)

    assert show.timezone == "Asia/Shanghai"
    assert show.days == ()
    assert show.retention_until is None
    assert show.change_until is None
    assert show.visitor_window.opens_at is None
    assert show.switches.application_fee is None
    assert show.switches.visitor_open
    assert not show.texts["venue"]


def test_a_time_without_an_offset_is_meant_in_the_shows_own_zone() -> None:
    show = parse(
        'timezone = "Asia/Tokyo"' + MINIMAL + "[windows.visitor]\nopens = 2027-03-01T09:00:00"
    )

    assert show.visitor_window.opens_at == datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_days_stand_in_their_order_whatever_the_order_of_the_file() -> None:
    day = "[[days]]\ndate = {}\nopens = 09:00:00\ncloses = 17:00:00\n"
    show = parse(MINIMAL + day.format("2027-03-19") + day.format("2027-03-18"))

    assert [day.date for day in show.days] == [date(2027, 3, 18), date(2027, 3, 19)]
    assert show.days[0].opens == time(9)


def test_a_file_saved_by_a_windows_editor_is_read_alike() -> None:
    assert parse("\ufeff" + MINIMAL.replace("\n", "\r\n")) == parse(MINIMAL)


def test_a_group_stands_directly_before_its_items() -> None:
    text = changed(
        'en = "Main" }', 'en = "Main", items = [{ slug = "main_lug", zh = "斜桁", en = "Lug" }] }'
    )

    choices = asked(parse(text), "sails").choices

    assert [(c.slug, c.group, c.is_group) for c in choices] == [
        ("main", None, True),
        ("main_lug", "main", False),
        ("jib", None, False),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('slug = "boats"', 'slug = "organizer"', "show: the slug 'organizer' is an address"),
        ('slug = "boats"', 'slug = "Boats!"', "show: 'slug' is 'Boats!', but must be 2 to 40"),
        ('slug = "boats"', "slug = 7", "show: 'slug' must be a text in quotation marks"),
        ('slug = "boats"', "", "show: 'slug' is missing"),
        (
            'slug = "boats"',
            'slug = "boats"\ntimezone = "Asia/Canton"',
            "no time zone 'Asia/Canton'",
        ),
        ('slug = "boats"', 'slug = "boats"\ntimezone = "Asia"', "there is no time zone 'Asia'"),
        ('slug = "boats"', 'slug = "boats"\ncolor = "red"', "show: 'color' is not known here"),
        ('slug = "boats"', 'slug = "boats"\nsamples = ["nmae"]', "'samples' names 'nmae'"),
        ('slug = "boats"', 'slug = "boats"\nsamples = ["name", "name"]', "names 'name' twice"),
        (
            'slug = "boats"',
            'slug = "boats"\nmotif = "helix"',
            "must be one of dots, grid, lines, none",
        ),
        ('slug = "boats"', "slug = ", "not readable as TOML"),
        ('"#0a5c5f"', '"teal"', "show: 'accent' is 'teal', but must be a colour"),
        (
            '"desk@example.com"',
            '"desk"',
            "contact: 'email' is 'desk', but must be an e-mail address",
        ),
        ('"020-81234567"', '"call us"', "contact: 'phone' is 'call us'"),
        ('com" }', 'com", notify_emails = ["a@b"] }', "contact: 'notify_emails' is 'a@b'"),
        ('en = "Boat Show"', 'en = ""', "texts, name: the text in 'en' is missing"),
        (
            '"Boat Show" }',
            '"Boat Show" }\nvenue = { zh = "港口" }',
            "texts, venue: the text in 'en'",
        ),
        ('"Boat Show" }', '"Boat Show" }\nvenues = {}', "texts: 'venues' is not known here"),
        ('"Boat Show"', '"Boat {city}"', "texts: 'name' (en): {city} is no placeholder here"),
        (
            "保存至{retention}",
            "保存至{date}",
            "texts: 'notice' (zh): {date} is no placeholder here",
        ),
        ("{organizer}, {contact},", "{organizer, {contact},", "'notice' (en): { is no placeholder"),
        ('"Boat Show"', '"Boat\\u0007"', "texts, name: 'en' holds a control character"),
        ("[switches]", "[switches]\nmin_age = true", "switches: 'min_age' must be a whole number"),
        ("[switches]", "[switches]\nmin_age = 99", "'min_age' is 99, but must be from 0 to 21"),
        ("[switches]", '[switches]\nwalk_in = "yes"', "switches: 'walk_in' must be true or false"),
        ("[switches]", "[switches]\nid_check = true", "there is no list 'id_type'"),
        ("[switches]", "[switches]\nid_number = true", "there is no text 'id_reason'"),
        ('"undecided"', '"later"', "booth type 'undecided' must be on offer"),
        ('unit = "none"', 'unit = "acre"', "booth type 'undecided': 'unit' is 'acre'"),
        ('slug = "exhibitor"', 'slug = "guest"', "pass type 'exhibitor' is missing"),
        ('slug = "exhibitor"', 'slug = "trade"', "pass type 'trade': appears twice"),
        ('band = "#0A5C5F"', 'band = "#0A5C5F"\non_offer = false', "no pass type is on offer"),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, told: str) -> None:
    assert told in mistake(changed(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('{ slug = "jib"', '{ slug = "main"', "list 'sails': choice 'main' appears twice"),
        (
            'slug = "jib", zh = "前帆"',
            'slug = "jib"',
            "list 'sails', choice 'jib': the text in 'zh'",
        ),
        ('{ slug = "jib", ', "{ ", "list 'sails', choice number 2: 'slug' is missing"),
        ('list = "sails"', 'list = "oars"', "question 'sails': there is no list 'oars'"),
        ('list = "sails"', "", "question 'sails': needs exactly one of"),
        (
            'list = "sails"',
            'choices = [{ slug = "x", zh = "一", en = "A" }, { slug = "x", zh = "二", en = "B" }]',
            "question 'sails': choice 'x' appears twice",
        ),
        (
            'list = "sails"',
            'list = "sails"\nchoices = [{ slug = "x", zh = "一", en = "A" }]',
            "question 'sails': has both",
        ),
        ('slug = "sails"', 'slug = "mobile"', "question 'mobile': this name is used by the form"),
        ('slug = "sails"', 'slug = "Sails"', "question 'Sails': 'slug' is 'Sails', but must be"),
        ('form = "visitor"', 'form = "guest"', "'form' is 'guest', but must be one of visitor"),
        ('kind = "choices"', 'kind = "text"', "question 'sails': a text has no choices"),
        ('kind = "choices"', 'kind = "choice"\nmax_choices = 2', "only 'choices' has min_choices"),
        ('kind = "choices"', 'kind = "choices"\nmax_choices = 9', "there are only 2 choices"),
        (
            'kind = "choices"',
            'kind = "choices"\nmin_choices = 2\nmax_choices = 1',
            "min_choices 2 is more than max_choices 1",
        ),
        ('kind = "choices"', 'kind = "choices"\nallow_other = true', "needs a choice 'other'"),
        (
            'form = "visitor"',
            'form = "visitor"\npage = "success"\nrequired = true',
            "cannot be required",
        ),
        (
            'form = "visitor"',
            'form = "exhibitor"\npage = "success"',
            "the page 'success' belongs to visitors",
        ),
        (
            'form = "visitor"',
            'form = "visitor"\npage = "application"',
            "the page 'application' belongs to exhibitors",
        ),
        ('form = "visitor"', 'form = "visitor"\nrequred = true', "'requred' is not known here"),
    ],
)
def test_a_mistake_in_a_question_names_the_question(old: str, new: str, told: str) -> None:
    assert told in mistake(changed(old, new))


def test_one_form_asks_a_question_once_and_the_other_may_ask_it_too() -> None:
    again = MINIMAL[MINIMAL.index("[[questions]]") :]

    assert "question 'sails': appears twice on the visitor form" in mistake(MINIMAL + again)
    assert len(parse(MINIMAL + again.replace("visitor", "exhibitor")).questions) == 2


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ("date = 2027-03-18\nopens = 17:00:00\ncloses = 09:00:00", "day number 1: closes before"),
        ("opens = 09:00:00\ncloses = 17:00:00", "day number 1: 'date' is missing"),
        ("date = 2027-03-18\nopens = 09:00:00", "day number 1: 'closes' is missing"),
        ("date = 2027-03-18T09:00:00\nopens = 09:00:00", "'date' must be a date such as"),
    ],
)
def test_a_day_that_cannot_be_is_told_by_its_number(added: str, told: str) -> None:
    assert told in mistake(f"{MINIMAL}[[days]]\n{added}")


def test_a_day_cannot_stand_there_twice() -> None:
    day = "[[days]]\ndate = 2027-03-18\nopens = 09:00:00\ncloses = 17:00:00\n"

    assert "day number 2: 2027-03-18 appears twice" in mistake(MINIMAL + day + day)


def test_a_window_cannot_close_before_it_opens() -> None:
    window = "[windows.exhibitor]\nopens = 2027-03-02T00:00:00\ncloses = 2027-03-01T00:00:00"

    assert "windows, exhibitor: closes before it opens" in mistake(MINIMAL + window)


def test_data_cannot_be_due_for_erasure_before_the_show_is_over() -> None:
    day = "[[days]]\ndate = 2027-03-18\nopens = 09:00:00\ncloses = 17:00:00\n"

    told = mistake("retention_until = 2027-03-17" + MINIMAL + day)

    assert "'retention_until' is before the last day" in told


@given(st.text(max_size=200))
def test_whatever_stands_in_the_file_the_answer_is_a_preset_error(text: str) -> None:
    with pytest.raises(PresetError):
        parse(text)


@given(st.data())
def test_a_value_of_the_wrong_kind_is_a_preset_error_wherever_it_stands(
    data: st.DataObject,
) -> None:
    lines = MINIMAL.splitlines()
    at = data.draw(
        st.sampled_from([i for i, line in enumerate(lines) if re.match(r"\w+ = ", line)])
    )
    wrong = data.draw(
        st.sampled_from(["1.5", "[[1]]", "{ zh = 1 }", "nan", "[{ slug = [] }]", '""'])
    )
    lines[at] = f"{lines[at].split(' = ')[0]} = {wrong}"
    with pytest.raises(PresetError):
        parse("\n".join(lines))


def test_a_value_is_printed_as_it_is_and_never_filled_again() -> None:
    filled = placeholders.fill(
        "{organizer}: {contact} {x}", {"organizer": "{contact}", "contact": "1"}
    )

    assert filled == "{contact}: 1 {x}"


# What ships


def pairs(preset: ShowPreset) -> Iterator[Bilingual]:
    """Every label and word of a preset, apart from the texts a show may leave empty."""
    for kind in preset.pass_types:
        yield from (kind.label, kind.word)
    yield from (kind.label for kind in preset.booth_types)
    yield from (choice.label for choice in preset.id_types)
    for question in preset.questions:
        yield question.label
        yield from (choice.label for choice in question.choices)


def test_every_preset_in_the_folder_is_one_the_tests_know() -> None:
    folder = files("exhibition.presets")

    names = {file.name for file in folder.iterdir() if file.name.endswith(".toml")}

    assert names == {f"{name}.toml" for name in PRESETS}
    assert FIRST_SHOW in PRESETS


def test_every_label_has_both_languages(shipped: ShowPreset) -> None:
    assert all(pair.zh and pair.en for pair in pairs(shipped))
    assert all(bool(text.zh) == bool(text.en) for text in shipped.texts.values())


def test_no_english_label_holds_chinese_and_no_chinese_text_half_width_marks(
    shipped: ShowPreset,
) -> None:
    for pair in (*pairs(shipped), *shipped.texts.values()):
        assert not re.search("[\u3000-\u9fff\uff00-\uffef]", pair.en), pair.en
        assert not re.search(r"[\u4e00-\u9fff] ?[,;:!?()]|[,;:!?()][\u4e00-\u9fff]", pair.zh), (
            pair.zh
        )


def test_a_sample_mark_stands_on_something_a_show_has(shipped: ShowPreset) -> None:
    assert set(shipped.samples) <= TEXT_KEYS | SAMPLE_SETTINGS


def test_no_question_takes_a_name_of_the_forms(shipped: ShowPreset) -> None:
    assert not [q.slug for q in shipped.questions if is_core_name(q.slug, q.form)]


def test_the_notice_names_handler_contact_and_retention_in_both_languages(
    shipped: ShowPreset,
) -> None:
    notice = shipped.texts["notice"]
    values = {name: f"<{name}>" for name in placeholders.NOTICE}

    for text in (notice.zh, notice.en):
        assert all(mark in placeholders.fill(text, values) for mark in values.values())
    assert "未标“选填”的项目为必填，不填将无法办理。" in notice.zh
    assert "Fields not marked optional are required." in notice.en


def test_the_notice_has_the_same_paragraphs_in_both_languages(shipped: ShowPreset) -> None:
    notice = shipped.texts["notice"]

    assert re.findall(r"(?m)^\d+", notice.zh) == re.findall(r"(?m)^\d+", notice.en)


def test_the_first_show_has_the_contacts_and_the_words_of_the_organizers_article(
    therapy: ShowPreset,
) -> None:
    assert therapy.texts["organizer"].zh == "广州创迈展览策划有限公司"
    assert (therapy.contact.phone, therapy.contact.email) == ("13527666116", "gzcmzl@163.com")
    assert therapy.texts["exhibit_call"].zh == "报名参展请长按或扫描下方二维码填写信息！"
    assert therapy.texts["visit_call"].zh == "参观登记请长按或扫描下方二维码填写信息！"


def test_what_the_article_does_not_say_is_unset_or_marked_as_sample(therapy: ShowPreset) -> None:
    assert therapy.days == ()
    assert therapy.visitor_window.opens_at is therapy.exhibitor_window.closes_at is None
    facts = {"name", "edition", "city", "venue", "address", "audience", "desk", "transport"}
    assert facts <= set(therapy.samples)
    assert "contact" not in therapy.samples


def test_the_first_show_offers_one_pass_type_and_asks_seven_required_things(
    therapy: ShowPreset,
) -> None:
    offered = [kind.slug for kind in therapy.pass_types if kind.on_offer]
    at_first = [q.slug for q in therapy.questions if q.enabled and q.page == "form"]

    assert offered == ["trade"]
    assert at_first == ["business_nature", "interests", "exhibit_categories"]
    assert all(asked(therapy, slug).required for slug in at_first)


def test_what_can_wait_is_asked_after_the_pass_and_the_rest_is_off(therapy: ShowPreset) -> None:
    later = {q.slug for q in therapy.questions if q.page == "success"}
    off = {q.slug for q in therapy.questions if not q.enabled}

    assert later == {"visit_dates", "job_function"}
    assert off == {
        *("honorific", "department", "job_level", "heard_from", "purposes"),
        *("purchase_role", "budget"),
    }


def test_visitors_and_exhibitors_choose_from_one_list_of_exhibits(therapy: ShowPreset) -> None:
    interests, categories = asked(therapy, "interests"), asked(therapy, "exhibit_categories")

    assert interests.choices == categories.choices
    assert len(interests.top_level) == 14
    assert (interests.max_choices, categories.max_choices) == (10, 8)


def test_eight_kinds_of_organization_stand_before_more(therapy: ShowPreset) -> None:
    nature = asked(therapy, "business_nature")

    assert len(nature.shown_first) == 8
    assert all(choice.frequent for choice in nature.shown_first)


def test_messenger_rna_is_offered_as_a_medicine_and_never_as_a_vaccine(therapy: ShowPreset) -> None:
    labels = {choice.slug: choice.label for choice in asked(therapy, "interests").choices}

    assert "mRNA药物" in labels["gtmp_nucleic"].zh
    assert not [label for label in labels.values() if "疫苗" in label.zh or "vaccine" in label.en]


SLUGS = {
    "interests": """
        atmp_cell ctmp_stem ctmp_immune ctmp_genemod ctmp_tissue_cell
        atmp_gene gtmp_viral gtmp_nucleic gtmp_edit gtmp_oncolytic gtmp_bacterial
        atmp_other atmp_tissue atmp_exosome atmp_delivery atmp_phage atmp_neoantigen
        service svc_cdmo svc_cro svc_vector svc_regulatory svc_testing
        upstream up_media up_cytokine up_nucleic up_geneedit up_cellsource
        bioprocess bp_reactor bp_separation bp_purify bp_singleuse bp_fill
        lab lab_flow lab_pcr lab_general
        quality qc_sterility qc_potency qc_reference
        coldchain cc_transport cc_storage cc_monitor
        facility fac_gmp fac_isolator digital dig_mes dig_ai
        clinical cl_hospital cl_aesthetic cl_diagnostics
        ecosystem eco_park eco_invest eco_insurance eco_academia eco_media other""",
    "business_nature": """
        pharma biotech cdmo cro reagent equipment device_ivd distributor hospital lab cellbank
        academia government investor insurer logistics engineering consulting association media
        student other""",
    "job_level": "owner c_level vp manager lead staff physician professor trainee other",
    "job_function": """
        management rd cmc manufacturing qa_qc regulatory clinical procurement engineering bd
        sales_marketing investment it teaching government press other""",
    "purchase_role": "final joint recommend specify purchase user none",
    "budget": "b0 b1 b2 b3 b4 na",
    "purposes": """
        source new_tech partner agent conference existing market invest policy exhibit_next job
        other""",
    "heard_from": """
        wechat_article wechat_moments exhibitor_invite organizer_call email website search
        association media colleague previous video outdoor other""",
}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_option_lists_of_the_first_show_are_complete(therapy: ShowPreset, slug: str) -> None:
    assert [choice.slug for choice in asked(therapy, slug).choices] == SLUGS[slug].split()


def test_the_types_of_pass_booth_and_document_are_complete(therapy: ShowPreset) -> None:
    assert " ".join(kind.slug for kind in therapy.pass_types) == (
        "trade vip_buyer delegate speaker media exhibitor contractor staff government"
        " student oneday"
    )
    assert " ".join(kind.slug for kind in therapy.booth_types) == (
        "shell_9 shell_corner shell_premium raw_indoor raw_outdoor table undecided"
    )
    assert " ".join(choice.slug for choice in therapy.id_types) == (
        "cn_id hkmo_permit tw_permit passport prc_permanent hmt_residence other"
    )


def test_the_furniture_fair_is_open_dated_and_of_another_look(
    furniture: ShowPreset, therapy: ShowPreset
) -> None:
    assert [day.date.day for day in furniture.days] == [18, 19, 20, 21]
    assert furniture.visitor_window == furniture.exhibitor_window == therapy.visitor_window
    assert furniture.motif != therapy.motif
    assert furniture.accent != therapy.accent


def test_the_furniture_fair_reviews_the_press_and_asks_of_another_trade(
    furniture: ShowPreset, therapy: ShowPreset
) -> None:
    offered = {kind.slug: kind.needs_review for kind in furniture.pass_types if kind.on_offer}
    kinds = {question.kind for question in furniture.questions}

    assert offered == {"trade": False, "media": True}
    assert kinds == {"choice", "choices", "text", "long_text"}
    assert asked(furniture, "interests").choices != asked(therapy, "interests").choices


def test_a_preset_is_plain_toml_that_any_reader_takes() -> None:
    for name in PRESETS:
        text = (files("exhibition.presets") / f"{name}.toml").read_text(encoding="utf-8")
        assert tomllib.loads(text)["slug"] == name
