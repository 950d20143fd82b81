"""The pages of look-alikes: found, compared, told apart, merged, undone."""

import re

import pytest
from sqlalchemy import select

from exhibition.domain import keys
from exhibition.domain.rights import Role
from exhibition.domain.status import Kind, VisitorStatus
from exhibition.models import LikenessKey, Merge, PairApart
from exhibition.queries import look_alikes as alikes
from exhibition.services import editing
from tests.cast import a_member, csrf_token, signed_in
from tests.details import a_show, a_visitor_of, an_exhibitor_of

HOME = "/organizer/cgt/look-alikes"


@pytest.fixture
def show(session):
    return a_show(session)


@pytest.fixture
def two(session, settings, show):
    return [
        a_visitor_of(session, show, settings, email="a@qq.com"),
        a_visitor_of(session, show, settings, email="b@qq.com", job_title="总监"),
    ]


def pair(one, other):
    return f"{HOME}/pair?ref={one.reference}&ref={other.reference}"


def fields(page):
    """What the form of a page sends as it stands."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    found += re.findall(
        r'<input type="radio"[^>]* name="([^"]+)" value="([^"]*)" checked>', page.text
    )
    data = {}
    for name, value in found:
        data.setdefault(name, []).append(value)
    return {name: values if name == "ref" else values[-1] for name, values in data.items()}


@pytest.mark.both_databases
def test_the_groups_of_a_show(session, settings, show):
    family = [a_visitor_of(session, show, settings, name=f"人{n}") for n in range(5)]
    mine = {"mobile": "+8613900000001", "email": "A+x@qq.com"}
    yours = {"mobile": "+8613900000002", "name": "别人", "email": "a@QQ.com"}
    by_mail = [a_visitor_of(session, show, settings, **one) for one in (mine, yours)]
    near = {"mobile": "+8613900000003", "name": "Wei Zhang", "company": "迈瑞"}
    also = {"mobile": "+8613900000004", "name": "张伟", "company": "深圳迈瑞医疗有限公司"}
    by_name = [a_visitor_of(session, show, settings, **one) for one in (near, also)]
    a_visitor_of(session, show, settings, mobile="+8613900000009", name="张伟", company="别处")
    a_visitor_of(session, show, settings, test=True)
    found = alikes.of_show(session, show, Kind.VISITOR)
    assert [one.ids for one in found] == [
        tuple(each.id for each in group) for group in (by_name, by_mail, family)
    ]
    (mobiles,) = alikes.of_show(session, show, Kind.VISITOR, [alikes.Reason.MOBILE])
    assert len(mobiles.ids) == 5


@pytest.mark.both_databases
def test_of_exhibitors_the_company_is_what_counts(session, settings, show):
    first = an_exhibitor_of(session, show, settings, company_zh="深圳迈瑞有限公司", email="x@mr.cn")
    near = {"mobile": "+8613900000001", "contact_name": "王芳"}
    second = an_exhibitor_of(session, show, settings, company_zh="迈瑞", email="y@a.cn", **near)
    third = an_exhibitor_of(
        session,
        show,
        settings,
        company_zh="别的",
        email="z@MR.cn",
        **(near | {"mobile": "+85291234567"}),
    )
    (group,) = alikes.of_show(session, show, Kind.EXHIBITOR)
    assert group.ids == (first.id, second.id, third.id)
    assert group.reasons == (alikes.Reason.COMPANY, alikes.Reason.DOMAIN)


def test_the_keys_follow_what_the_record_says(session, settings, show, two):
    staff = a_member(session, Role.MANAGER)
    before = set(session.scalars(select(LikenessKey.key)))
    editing.edit_contact(
        session, two[1], staff, {"email": "a@qq.com"}, version=two[1].version,
        pass_key=settings.pass_key,
    )  # fmt: skip
    session.commit()
    assert set(session.scalars(select(LikenessKey.key))) < before
    (group,) = alikes.of_show(session, show, Kind.VISITOR, [alikes.Reason.EMAIL])
    assert group.ids == (two[0].id, two[1].id)


def test_two_are_merged_by_hand(client, session, settings, show, two):
    signed_in(client, session, Role.REVIEWER)
    stays, goes = two
    assert "Same mobile number" in client.get(f"{HOME}?lang=en").text
    page = client.get(pair(*two))
    chosen = {**fields(page), "take-job_title": goes.reference, "take-email": stays.reference}
    preview = client.post(f"{HOME}/preview", data=chosen)
    assert preview.status_code == 200
    assert session.scalar(select(Merge)) is None
    done = client.post(f"{HOME}/merge", data=fields(preview))
    assert (done.status_code, done.location.rpartition("/")[2]) == (303, stays.reference)
    session.refresh(stays)
    assert (stays.job_title, stays.email) == ("总监", "a@qq.com")
    # The address of the other leads here; its own page is still there to be read.
    away = client.get(f"/organizer/cgt/visitors/{goes.reference}")
    assert away.location.endswith(stays.reference)
    assert client.get(f"/organizer/cgt/visitors/{goes.reference}?own=1").status_code == 200
    kept = client.get(f"/organizer/cgt/visitors/{stays.reference}")
    assert goes.reference in kept.text
    assert client.get(HOME).text.count(goes.reference) == 0
    undo = {"csrf_token": csrf_token(kept)}
    made = session.scalars(select(Merge)).one()
    assert client.post(f"/organizer/cgt/merges/{made.id}/undo", data=undo).status_code == 303
    session.refresh(goes)
    assert goes.status == VisitorStatus.REGISTERED


def test_the_owner_of_the_other_learns_nothing_of_the_one_that_stays(
    client, session, settings, show, two
):
    signed_in(client, session, Role.REVIEWER)
    page = client.get(pair(*two))
    client.post(f"{HOME}/merge", data=fields(page))
    stays, goes = two
    own = client.get(f"/r/{keys.owner_token(settings.pass_key, goes.uid, 1)}")
    assert own.status_code == 200
    assert goes.reference in own.text
    assert stays.reference not in own.text
    code = keys.pass_code(settings.pass_key, goes.uid, 1)
    assert "有效" in client.get(f"/p/{code}?lang=zh").text


def test_whoever_comes_second_is_told(client, session, settings, show, two):
    signed_in(client, session, Role.REVIEWER)
    form = fields(client.get(pair(*two)))
    two[1].job_title = "别的"
    session.commit()
    answer = client.post(f"{HOME}/merge", data=form)
    assert answer.status_code == 409
    assert session.scalar(select(Merge)) is None
    # What was chosen is still chosen, on the record as it is now.
    assert client.post(f"{HOME}/merge", data=fields(answer)).status_code == 303


def test_something_has_to_be_chosen_wherever_they_differ(client, session, settings, show, two):
    signed_in(client, session, Role.REVIEWER)
    form = fields(client.get(pair(*two)))
    del form["take-job_title"]
    assert client.post(f"{HOME}/preview", data=form).status_code == 422
    del form["stays"]
    assert client.post(f"{HOME}/merge", data=form).status_code == 422


def test_not_the_same_stays_so_until_it_is_taken_back(client, session, settings, show, two):
    signed_in(client, session, Role.REVIEWER)
    form = {"csrf_token": csrf_token(client.get(HOME)), "ref": [one.reference for one in two]}
    assert client.post(f"{HOME}/apart", data=form).status_code == 303
    assert two[1].reference not in client.get(HOME).text
    assert (
        "Compare the two"
        not in client.get(f"/organizer/cgt/visitors/{two[0].reference}?lang=en").text
    )
    listed = client.get(f"{HOME}?apart=1&lang=en")
    assert "Not the same, says reviewer@expo.example" in listed.text
    noted = session.scalars(select(PairApart)).one()
    client.post(f"{HOME}/apart/{noted.id}/undo", data={"csrf_token": form["csrf_token"]})
    assert two[1].reference in client.get(HOME).text


def test_a_viewer_sees_the_pair_masked_and_chooses_nothing(client, session, settings, show):
    pairs = [
        a_visitor_of(session, show, settings, mobile=f"+86138000{n}5678", email="a@qq.com")
        for n in (11, 22)
    ]
    signed_in(client, session, Role.VIEWER)
    page = client.get(pair(*pairs) + "&lang=en")
    assert "138****5678" in page.text
    assert "138000" not in page.text.replace(" ", "")
    assert "This one stays" not in page.text
    # Two numbers behind one mask: that they differ is not told either.
    assert "differs" not in page.text
    form = {"ref": [one.reference for one in pairs], "csrf_token": csrf_token(page)}
    assert client.post(f"{HOME}/apart", data=form).status_code == 403


@pytest.mark.parametrize("refs", [[], ["V-0000000"], ["nonsense", "x"]])
def test_a_pair_that_is_none(client, session, settings, show, two, refs):
    signed_in(client, session, Role.VIEWER)
    query = "&".join(f"ref={ref}" for ref in refs)
    assert client.get(f"{HOME}/pair?{query}").status_code == (404 if refs else 303)
    assert client.get(f"{HOME}/pair?ref={two[0].reference}").status_code == 303
