"""The registrant's own page: one secret address, everything that belongs to it, nothing else."""

import io

import pytest
import zxingcpp
from PIL import Image

from exhibition.domain import keys
from exhibition.domain.answers import Answer
from exhibition.models import Answered
from exhibition.services import passes
from tests.cast import a_member, csrf_token
from tests.details import a_visitor_of
from tests.sign_up import a_preset_show, apply, code_of, owner_path, register, the_one

SHOW = "cell-gene-therapy"


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.fixture
def path(client, show):
    """Where 张晓明 stands, who has just registered."""
    return register(client, SHOW).location


def read_code(picture):
    return zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))[0].text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_picture_holds_exactly_the_address_of_the_pass(client, session, settings, path, lang):
    answer = client.get(f"{path}/pass.png?lang={lang}")
    assert answer.mimetype == "image/png"
    assert Image.open(io.BytesIO(answer.data)).size == (1080, 1720)
    code = code_of(settings, the_one(session))
    assert read_code(answer.data) == f"http://expo.example/p/{code}"


@pytest.mark.both_databases
def test_the_codes_in_the_picture_of_an_exhibitor_become_valid_by_acceptance(
    client, session, settings
):
    a_preset_show(session)
    path = apply(client, SHOW).location
    before = read_code(client.get(f"{path}/pass.png").data)
    applied = the_one(session)
    assert "此入场证尚未生效，审核通过后可用。" in client.get(before.partition("example")[2]).text
    applied.status = "accepted"
    passes.follow_status(applied)
    session.commit()
    after = read_code(client.get(f"{path}/pass.png").data)
    assert after == before
    assert "有效入场证" in client.get(after.partition("example")[2]).text


@pytest.mark.parametrize(
    "token", ["0" * 26, "short", "x" * 500, "%00" * 26, "é" * 26, "0" * 25 + "U"]
)
def test_a_wrong_token_opens_nothing(client, show, path, token):
    for rest in ("", "/pass.png", "/application"):
        assert client.get(f"/r/{token}{rest}").status_code == 404
    assert client.post(f"/r/{token}/answers").status_code == 404


def test_a_pass_code_or_reference_is_no_owner_token(client, session, settings, path):
    one = the_one(session)
    for other in (code_of(settings, one), one.reference, one.uid, one.entry_pass.code_hash[:26]):
        assert client.get(f"/r/{other}").status_code == 404
    token = path.removeprefix("/r/")
    assert client.get(f"/p/{token}").status_code == 404


def test_the_next_revision_closes_the_old_address(client, session, settings, path):
    one = the_one(session)
    one.owner_revision = 2
    token = keys.owner_token(settings.pass_key, one.uid, 2)
    one.owner_token_hash = keys.lookup_hash(token)
    session.commit()
    assert client.get(path).status_code == 404
    assert client.get(f"/r/{token}").status_code == 200


def test_one_registrant_never_sees_another(client, session, settings, show, path):
    other = a_visitor_of(session, show, settings, name="欧阳菲菲", mobile="+8613700000000")
    page = client.get(path).text
    assert other.name not in page
    assert other.reference not in page
    assert other.name in client.get(owner_path(settings, other)).text


def test_personal_pages_are_kept_by_nobody(client, path):
    for address in (path, f"{path}/pass.png", f"{path}/answers"):
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "no-store", address
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Referrer-Policy"] == "same-origin"


def test_without_email_the_page_says_to_keep_the_picture(client, session, path):
    assert "您未填写邮箱，请现在保存图片。" in client.get(path).text
    second = register(client, SHOW, email="zhang@example.com", mobile="13700000000").location
    page = client.get(second).text
    assert "入场证将发往" in page
    assert "zhang@example.com" not in page


def test_everybody_is_told_that_an_earlier_pass_stays_valid(client, path):
    again = register(client, SHOW).location
    sentence = "如果您此前登记过且未取消，原入场证仍然有效，出示任意一张即可。"
    first, second = client.get(path), client.get(again)
    assert sentence in first.text
    assert sentence in second.text
    assert again != path


@pytest.mark.parametrize(
    ("status", "sentence"), [("cancelled", "此入场证无效或已取消"), ("withdrawn", "此入场证无效")]
)
def test_what_is_gone_has_no_pass_to_show(client, session, path, status, sentence):
    one = the_one(session)
    one.status = status
    passes.follow_status(one)
    session.commit()
    page = client.get(path).text
    assert sentence in page
    assert "pass.png" not in page
    assert client.post(f"{path}/answers").status_code == 404


def test_a_revoked_pass_says_so_and_keeps_the_reason_to_staff(client, session, path):
    passes.revoke(session, the_one(session), a_member(session), "倒卖")
    session.commit()
    page = client.get(path).text
    assert "此入场证无效" in page
    assert "倒卖" not in page


def success_questions(session, show):
    """The show asks two things on the success page; days are announced."""
    show.days = [
        {"date": f"2090-03-{day}", "opens": "09:00", "closes": "17:00"} for day in (18, 19)
    ]
    session.commit()


def test_quick_taps_are_saved_and_can_be_taken_back(client, session, show, path):
    success_questions(session, show)
    page = client.get(path)
    taps = {"csrf_token": csrf_token(page), "visit_dates": ["2090-03-18", "2090-03-19"]}
    answer = client.post(f"{path}/answers", data=taps)
    assert (answer.status_code, answer.location) == (303, f"{path}?saved=1")
    assert "已保存" in client.get(answer.location).text
    kept = the_one(session).answers
    assert Answer.from_json(kept["visit_dates"]).values == ("2090-03-18", "2090-03-19")
    assert "interests" in kept
    client.post(f"{path}/answers", data={"csrf_token": taps["csrf_token"]})
    assert "visit_dates" not in the_one(session).answers


def test_a_day_the_show_does_not_have_is_no_answer(client, session, show, path):
    success_questions(session, show)
    before = session.query(Answered).count()
    token = csrf_token(client.get(path))
    answer = client.post(f"{path}/answers", data={"csrf_token": token, "visit_dates": "2091-01-01"})
    assert answer.status_code == 422
    assert "visit_dates" not in the_one(session).answers
    assert session.query(Answered).count() == before


def test_taps_with_a_stale_token_stand_on_the_page_again(client, session, show, path):
    success_questions(session, show)
    answer = client.post(f"{path}/answers", data={"csrf_token": "old", "visit_dates": "2090-03-19"})
    assert answer.status_code == 422
    assert 'value="2090-03-19" checked' in answer.text
    assert "visit_dates" not in the_one(session).answers


def test_an_exhibitor_has_no_taps(client, show):
    path = apply(client, SHOW).location
    assert client.post(f"{path}/answers").status_code == 404
