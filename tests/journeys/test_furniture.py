"""Another trade, without a line of code: the same journeys on both presets."""

import io
from html import unescape

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from exhibition.domain.status import Kind
from exhibition.models import OutboxMail, Role
from exhibition.queries import questions
from exhibition.services import channels, review
from exhibition.services.channels import ChannelKind
from tests.cast import csrf_token, signed_in
from tests.sign_up import a_preset_show, apply, the_one, troubles, visitor_form

PRESETS = pytest.mark.parametrize("preset", ["cell-gene-therapy", "furniture"])
pytestmark = [PRESETS, pytest.mark.both_databases]


@pytest.fixture
def show(session, preset):
    return a_preset_show(session, preset)


def read_code(picture):
    return zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))[0].text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_the_poster_to_the_gate(client, session, show, lang):
    channels.make(
        session, show, name="海报", kind=ChannelKind.POSTER, forms=[Kind.VISITOR], slug="poster"
    )
    session.commit()
    address = client.get(f"/q/poster?lang={lang}").location
    typed = {"email": "anna@example.com", "name": "Anna Meyer 安娜"}
    sent = visitor_form(client, show.slug, address.partition("visitor")[2], **typed)
    answer = client.post(address, data=sent)
    assert answer.status_code == 303, troubles(answer)
    page = unescape(client.get(answer.location).text)
    one = the_one(session)
    assert (one.locale, one.channel.slug) == (lang, "poster")
    for words in ("Anna Meyer 安娜", one.reference, show.text("name").in_(lang)):
        assert words in page
    scanned = read_code(client.get(f"{answer.location}/pass.png").data)
    assert client.get(scanned.removeprefix("http://expo.example")).status_code == 200
    assert session.scalars(select(OutboxMail.kind)).all() == ["visitor_pass"]


def test_the_form_gives_examples_from_the_trade(client, show):
    page = unescape(client.get(f"/{show.slug}/visitor?lang=zh").text)
    of_cells = "例：研发经理、主任医师" in page
    of_furniture = "例：采购经理、设计总监" in page
    assert (of_cells, of_furniture) == (show.slug != "furniture", show.slug == "furniture")


def test_from_the_application_to_a_valid_pass(client, session, show):
    path = apply(client, show.slug).location
    owner = client.get(path).text
    one = the_one(session)
    assert one.reference in owner
    assert "待审核" in owner
    token = csrf_token(client.get(f"{path}/application/company"))
    for step, said in (
        ("company", {"uscc": "91350100M000100Y43"}),
        ("exhibits", {"products": "样品"}),
    ):
        task = {"csrf_token": token, **said}
        assert client.post(f"{path}/application/{step}", data=task).status_code == 303
    boss = signed_in(client.application.test_client(), session, Role.MANAGER)
    one = the_one(session)
    review.decide(
        session, one, boss, "accepted", review.Said(),
        version=one.version, base_host="expo.example",
    )  # fmt: skip
    session.commit()
    scanned = read_code(client.get(f"{path}/pass.png").data)
    assert "有效入场证" in client.get(scanned.removeprefix("http://expo.example")).text
    assert "已通过" in client.get(path).text


def test_each_show_asks_its_own_questions_in_both_languages(client, session, show):
    own = {"cell-gene-therapy": "细胞", "furniture": "家具"}
    other = next(word for slug, word in own.items() if slug != show.slug)
    page = client.get(f"/{show.slug}/visitor").text
    assert own[show.slug] in page
    assert other not in page
    english = client.get(f"/{show.slug}/visitor?lang=en")
    assert english.status_code == 200
    assert show.text("organizer").en in unescape(english.text)


def test_what_was_not_answered_is_named(client, session, show):
    sent = visitor_form(client, show.slug)
    asked = [one.slug for one in questions.asked(session, show, "visitor", "form") if one.required]
    left_out = {name: value for name, value in sent.items() if name not in asked}
    answer = client.post(f"/{show.slug}/visitor", data=left_out)
    assert answer.status_code == 422
    assert len(troubles(answer)) == len(asked) >= 1


def test_the_first_page_is_that_of_the_only_show(client, session, show):
    answer = client.get("/?ch=x&lang=en")
    assert answer.location == f"/{show.slug}/?ch=x&lang=en"
    landing = client.get(answer.location).text
    for form in ("visitor", "exhibitor"):
        assert f'href="/{show.slug}/{form}"' in landing
        picture = client.get(f"/{show.slug}/{form}/qr.png").data
        assert read_code(picture) == f"http://expo.example/{show.slug}/{form}"
