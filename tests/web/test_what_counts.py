"""Only what a page asks for is taken; whatever else is sent along changes nothing."""

import pytest

from exhibition.domain.clock import now
from tests.cast import csrf_token
from tests.sign_up import (
    a_preset_show,
    apply,
    exhibitor_form,
    register,
    stored,
    the_one,
    visitor_form,
)

SHOW = "cell-gene-therapy"
#: What a curious person would try, each as a text.
WISHES = {
    "id": "4711", "uid": "f" * 32, "show_id": "2", "show": "furniture", "kind": "exhibitor",
    "status": "accepted", "state": "valid", "review": "accepted", "booth": "confirmed",
    "booth_no": "A1", "payment": "paid", "role": "owner", "staff": "1", "is_test": "1",
    "is_further": "1", "reference": "V-0000000", "created_at": "2020-01-01T00:00:00",
    "updated_at": "2020-01-01", "version": "99", "owner_revision": "9", "revision": "9",
    "owner_token_hash": "0" * 64, "code_hash": "0" * 64, "person_key": "0" * 64,
    "channel_id": "1", "pass_type_id": "2", "locale": "en", "search_text": "x",
    "answers": '{"a": 1}', "checked_in": "1", "price": "0", "is_vip": "1", "details_saved_at": "x",
}  # fmt: skip


@pytest.fixture
def shows(session):
    """Two shows, so that there is another one to wish for."""
    return a_preset_show(session), a_preset_show(session, "furniture")


def facts(one):
    """What nobody but the program decides."""
    return {
        "show": one.show.slug, "kind": one.kind.value, "test": one.is_test,
        "further": one.is_further, "revision": one.owner_revision, "channel": one.channel_id,
        "locale": one.locale, "state": one.entry_pass.state.value,
        "pass": one.entry_pass.revision, "recent": abs((now() - one.created_at).seconds) < 60,
    }  # fmt: skip


ORDINARY = {
    "show": SHOW, "test": False, "further": False, "revision": 1, "channel": None,
    "locale": "zh", "pass": 1, "recent": True,
}  # fmt: skip


@pytest.mark.parametrize("query", ["", "?" + "&".join(f"{k}={v}" for k, v in WISHES.items())])
def test_a_visitor_wishes_in_vain(client, session, shows, query):
    sent = visitor_form(client, SHOW) | WISHES
    assert client.post(f"/{SHOW}/visitor{query}", data=sent).status_code == 303
    one = the_one(session)
    assert facts(one) == ORDINARY | {"kind": "visitor", "state": "valid"}
    assert one.status == "registered"
    assert one.reference != WISHES["reference"]
    assert one.uid != WISHES["uid"]
    assert "a" not in one.answers


def test_an_exhibitor_wishes_in_vain(client, session, shows):
    sent = exhibitor_form(client, SHOW) | WISHES
    assert client.post(f"/{SHOW}/exhibitor", data=sent).status_code == 303
    one = the_one(session)
    assert facts(one) == ORDINARY | {"kind": "exhibitor", "state": "pending"}
    assert (one.status, one.application.booth, one.application.payment) == (
        "submitted", "none", "none",
    )  # fmt: skip
    assert (one.application.booth_no, one.application.uscc) == ("", "")


def test_the_task_of_an_applicant_opens_no_other_field(client, session, shows):
    path = apply(client, SHOW).location
    page = client.get(f"{path}/application/company")
    wishes = WISHES | {"company_zh": "别的公司", "contact_name": "王芳", "email": "x@evil.example"}
    sent = {"csrf_token": csrf_token(page), "address": "广州", **wishes}
    for task in ("application", "application/company"):
        assert client.post(f"{path}/{task}", data=sent).status_code == 303
    one = the_one(session)
    assert one.application.address == "广州"
    assert facts(one) == ORDINARY | {"kind": "exhibitor", "state": "pending"}
    assert (one.name, one.email, one.company) == ("李娜", "lina@example.com", "某某设备有限公司")
    assert (one.status, one.application.booth_no) == ("submitted", "")


def test_quick_taps_answer_questions_and_nothing_else(client, session, shows):
    path = register(client, SHOW).location
    before = the_one(session)
    kept = (before.answers, before.name, before.version)
    token = csrf_token(client.get(path))
    sent = {"csrf_token": token, "interests": "gene", "name": "王芳", **WISHES}
    assert client.post(f"{path}/answers", data=sent).status_code == 303
    after = the_one(session)
    assert (after.answers["interests"], after.name) == (kept[0]["interests"], kept[1])
    assert facts(after) == ORDINARY | {"kind": "visitor", "state": "valid"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pass_type", "exhibitor"), ("pass_type", "media"), ("business_nature", "hidden"),
        ("interests", ["atmp_cell", "nothing-like-it"]), ("country", "XX"), ("province", "99"),
        ("mobile_country", "XX"), ("business_nature", ["biotech", "hospital"]),
    ],
)  # fmt: skip
def test_what_is_not_offered_cannot_be_chosen(client, session, shows, field, value):
    answer = client.post(f"/{SHOW}/visitor", data=visitor_form(client, SHOW, **{field: value}))
    assert answer.status_code == 422
    assert stored(session) == []


def test_a_province_of_somebody_from_abroad_is_dropped(client, session, shows):
    sent = visitor_form(client, SHOW, country="DE", province="44", email="anna@example.com")
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303
    assert the_one(session).province == ""


def test_the_form_of_one_show_takes_no_answers_of_another(client, session, shows):
    sent = visitor_form(client, SHOW) | {"rooms": "office", "furniture": "sofa"}
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303
    assert set(the_one(session).answers) <= {"business_nature", "interests"}


def test_opening_a_page_changes_nothing(client, session, shows):
    visitor, exhibitor = register(client, SHOW).location, apply(client, SHOW).location
    pages = (
        "/", f"/{SHOW}/", f"/{SHOW}/visitor", f"/{SHOW}/exhibitor", f"/{SHOW}/find", visitor,
        f"{visitor}/pass.png", exhibitor, f"{exhibitor}/application",
        f"{exhibitor}/application/company", "/sign-in", "/readyz",
        "/p/x", "/q/nobody",
    )  # fmt: skip
    wishes = "?" + "&".join(f"{name}={value}" for name, value in WISHES.items())
    with session.get_bind().connect() as watching:
        before = commits(watching)
        for page in pages:
            for query in ("", "?_method=POST&action=forget", wishes):
                for look in (client.get, client.head):
                    assert look(page + query).status_code in (200, 302, 404), page
        assert commits(watching) == before
        register(client, SHOW)
        assert commits(watching) > before


def commits(watching):
    """A number that grows with every change somebody else commits."""
    watching.rollback()
    return watching.exec_driver_sql("PRAGMA data_version").scalar()
