"""观众构成: what is counted, what is kept back, and the picture of it."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from exhibition.domain.answers import Answer
from exhibition.models import AuditEntry, Role
from exhibition.queries import audience_profile
from tests.cast import signed_in
from tests.registrants import a_visitor, the_first_show

PAGE = "/organizer/cell-gene-therapy/audience-profile"


@pytest.fixture
def show(session):
    return the_first_show(session)


def visitors(session, settings, show, count, first=0, **more):
    """So many people who say the same."""
    return [
        a_visitor(session, settings, show, name=f"观众{n}", mobile=f"+86138{first + n:08d}", **more)
        for n in range(count)
    ]


def said(nature, *interests):
    return {"business_nature": Answer((nature,)), "interests": Answer(tuple(interests))}


@pytest.mark.both_databases
def test_people_are_counted_once_and_small_groups_put_together(session, settings, show):
    visitors(session, settings, show, 7, answers=said("cro", "upstream", "bioprocess"))
    others = {"answers": said("hospital", "upstream"), "country": "JP", "province": ""}
    gone = visitors(session, settings, show, 6, 100, **others)
    visitors(session, settings, show, 2, 200, answers=said("investor", "bioprocess"), province="31")
    gone[0].status = "withdrawn"
    gone[1].is_test = True
    # The same person again, and somebody who comes to work.
    visitors(session, settings, show, 1, 0, answers=said("hospital", "bioprocess"))
    session.commit()
    found = audience_profile.profile(session, show)
    assert found.total == 13
    charts = {chart.key: chart for chart in found.charts}
    told = {key: [(bar.label.zh, bar.count) for bar in chart.bars] for key, chart in charts.items()}
    # Four from Japan and two from Shanghai are told together only.
    assert told["places"] == [("广东省", 7), ("其他", 6)]
    assert told["business_nature"][0] == ("CRO/SMO", 7)
    assert told["business_nature"][1] == ("其他", 6)
    interests = charts["interests"]
    assert interests.many
    assert sum(bar.count for bar in interests.bars) > interests.base == 13
    assert "job_function" not in charts


def test_a_viewer_reads_it_and_the_picture_is_noted(client, session, settings, show):
    visitors(session, settings, show, 6, answers=said("cro", "upstream"))
    visitors(session, settings, show, 5, 50, answers=said("hospital", "bioprocess"), province="31")
    signed_in(client, session, Role.VIEWER)
    page = client.get(PAGE).text
    assert "名观众已登记" in page
    assert "人数不足 5 人的分组不单独显示" in page
    for language in ("zh", "en"):
        answer = client.get(f"{PAGE}/{language}.png")
        assert answer.mimetype == "image/png"
        picture = Image.open(BytesIO(answer.data))
        assert picture.width == 1080
        assert picture.height > 1080
    noted = session.scalars(select(AuditEntry.action)).all()
    assert noted.count("profile.picture") == 2


def test_of_too_few_nothing_is_said(client, session, settings, show):
    visitors(session, settings, show, 4)
    signed_in(client, session, Role.VIEWER)
    assert "登记观众太少" in client.get(PAGE).text
    assert client.get(f"{PAGE}/zh.png").status_code == 404
