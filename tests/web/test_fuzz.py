"""Whatever is sent, the answer is a page: never an error of ours, never half a registration."""

import io
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from tests.sign_up import a_preset_show, apply, register, stored, the_one, visitor_form

SHOW = "cell-gene-therapy"
#: A page each; none is an error of ours.
ORDINARY = {200, 302, 303, 308, 400, 404, 405, 409, 413, 415, 422, 429}
NASTY = [
    "\0", "a\0b", "\ud800", "\udfff\ud800", "\u202e\u2066", "\ufffe\uffff", "\x1b[2J", "\r\nBcc: x",
    "{{7*7}}", "{0.__class__}", "%(x)s", "%s%n", "${jndi:x}", "<script>", "';--", "../../etc/x",
    "٣" * 20, "１３８１２３４５６７８", "+" * 40, "0" * 400, "é" * 5000, "👩‍👧‍👦" * 100, "𠅤㛃䶮",
    " ", "\u3000", "-1", "1e400", "NaN", "true", "[]", "null", "2030-02-31",
]  # fmt: skip
NAMES = [
    "name", "mobile", "mobile_country", "company", "job_title", "country", "province", "city",
    "email", "business_nature", "interests", "pass_type", "origin", "company_zh", "company_en",
    "contact_name", "exhibit_categories", "booth_type", "booth_count", "area_sqm", "remark",
    "consent_notice", "consent_declaration", "submission_id", "ch", "hp_note", "csrf_token",
    "preview", "interests_other", "action", "uscc", "remove_file", "visit_dates", "lang",
]  # fmt: skip
KINDS = [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "application/json", "text/plain", "\x00",
]  # fmt: skip
HEAD = b"--x\r\nContent-Disposition: form-data"
BOUNDARY = "multipart/form-data; boundary=x"
WORDS = st.one_of(st.sampled_from(NASTY), st.text(max_size=40))
PLACE = st.integers(0, 5)
MANY = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def places(client, session):
    """Everything that takes a form."""
    a_preset_show(session)
    visitor, exhibitor = register(client, SHOW).location, apply(client, SHOW).location
    return [
        f"/{SHOW}/visitor", f"/{SHOW}/exhibitor", f"/{SHOW}/find", f"{visitor}/answers",
        f"{exhibitor}/application", f"{exhibitor}/application/company", "/sign-in",
    ]  # fmt: skip


def as_sent(said):
    """As a browser could send it: a lone surrogate has no bytes of its own."""
    values = [said] if isinstance(said, str) else said
    return [value.encode("utf-8", "surrogatepass") for value in values]


@pytest.mark.both_databases
@MANY
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(WORDS, max_size=3), max_size=6), PLACE)
def test_strange_words_in_a_whole_form(client, places, changes, at):
    whole = visitor_form(client, SHOW) | {"mobile": f"138{random.randrange(10**8):08d}"}
    body = {name: as_sent(said) for name, said in {**whole, **changes}.items()}
    assert client.post(places[at], data=body).status_code in ORDINARY


@MANY
@given(st.binary(max_size=200), st.sampled_from(KINDS), PLACE)
def test_bytes_that_are_no_form(client, places, body, kind, at):
    assert client.post(places[at], data=body, content_type=kind).status_code in ORDINARY


@pytest.mark.parametrize(
    "body",
    [
        HEAD + b'; name="name"\r\n\r\nno end',
        b"--x\r\n\r\n\r\n--x--",
        HEAD + b"\r\n\r\nv\r\n--x--",
        HEAD + b'; filename="\xff\xfe"\r\n\r\nv\r\n--x--',
        HEAD + b'; name="\xff"; x="\r\n\r\n\xff\r\n--x--',
        HEAD + b'; name="n"\r\nContent-Type: t; charset=x\r\n\r\n\xff\r\n--x--',
        HEAD + b'; name="licence_file"; filename="a"\r\n\r\n\r\n--x--',
        b"--x--\r\n--x--",
        b"\r" * 4000,
    ],
)
def test_broken_parts(client, places, body):
    for place in places:
        answer = client.post(place, data=body, content_type=BOUNDARY)
        assert answer.status_code in ORDINARY, place


@pytest.mark.parametrize(
    "body", ["[]", '{"name": 1}', '{"csrf_token": ["x"]}', "null", "[[1]]", "{"]
)
def test_a_form_in_another_language(client, session, places, body):
    for place in places:
        answer = client.post(place, data=body, content_type="application/json")
        assert answer.status_code in ORDINARY, place
        assert answer.status_code != 303
    assert len(stored(session)) == 2


@pytest.mark.both_databases
@MANY
@given(
    st.lists(st.one_of(WORDS, st.sampled_from(["r", "p", "q", SHOW, "visitor"])), max_size=4),
    st.dictionaries(
        st.sampled_from([*NAMES, "_scheme", "_external", "_anchor"]), WORDS, max_size=3
    ),
    st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT"]),
)
def test_any_address(client, session, path, query, method):
    address = "/" + "/".join(path).encode("utf-8", "replace").decode()
    query = {name: said.encode("utf-8", "surrogatepass") for name, said in query.items()}
    builder = EnvironBuilder("/", query_string=query, method=method)
    builder.path = address
    answer = client.open(builder)
    assert answer.status_code in ORDINARY, address
    place = answer.headers.get("Location", "/")
    assert place.startswith("/")
    assert not place.startswith("//")


@pytest.mark.parametrize("field", ["name", "remark", "ch", "submission_id"])
def test_a_megabyte_in_a_field(client, places, field):
    megabyte = "é" * 500_000
    part = f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{megabyte}\r\n--x--'
    for place in places:
        answers = (
            client.post(place, data=f"{field}={megabyte}".encode(), content_type=KINDS[0]),
            client.post(place, data=part.encode(), content_type=BOUNDARY),
        )
        # The forms of visitors and exhibitors come back with every other word.
        said = {413} if place.startswith("/organizer") or place == "/sign-in" else {413, 422, 404}
        assert {answer.status_code for answer in answers} <= said, place


def test_a_file_where_a_text_belongs(client, session, places):
    sent = visitor_form(client, SHOW) | {"company": (io.BytesIO(b"x"), "company.txt")}
    answer = client.post(f"/{SHOW}/visitor", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert len(stored(session)) == 2


def test_a_name_given_twice_is_the_first(client, session):
    a_preset_show(session)
    sent = visitor_form(client, SHOW) | {"name": ["张三", "李四"], "mobile": ["13812345678", "x"]}
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303
    assert the_one(session).name == "张三"


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "session=\xff; lang=\x00; mine-x=%"}, {"Accept-Language": "\xff" * 2000},
        {"Content-Length": "-1"}, {"If-None-Match": '"\xff'}, {"Range": "bytes=9-1"},
        {"User-Agent": "x" * 9000}, {"Accept-Encoding": "br;q=x, gzip;q=-1"}, {"Referer": "::"},
        {"Origin": "null"}, {"X-Forwarded-For": "\xff, ,,"}, {"Accept": "*/*;q=9"},
    ],
)  # fmt: skip
def test_strange_headers(client, session, headers):
    a_preset_show(session)
    for page in (f"/{SHOW}/visitor", "/q/x", "/static/css/base.css", "/p/x"):
        assert client.get(page, headers=headers).status_code in ORDINARY
