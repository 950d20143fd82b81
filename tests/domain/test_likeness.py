"""What makes two registrations alike, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibition.domain.company_likeness import core, near_company
from exhibition.domain.likeness import Party, Reason, alike, keys, near_name, reasons
from exhibition.domain.likeness_groups import MOST_PAIRS_OF, groups
from exhibition.domain.status import Kind

NAMES = (
    "张伟",
    "Zhang Wei",
    "WEI zhang",
    "章薇",
    "翟晓",
    "Di Xiao",
    "Chloé Martin",
    "・",
    "A B C D E F",
)
COMPANIES = (
    *(
        "深圳迈瑞生物医疗电子股份有限公司",
        "迈瑞",
        "北京迈瑞有限公司",
        "Mai Rui Co., Ltd.",
        "有限公司",
    ),
    *(
        "上海第一人民医院",
        "上海第二人民医院",
        "广州市博济生物医药科技",
        "博济生物医药料技",
        "abcd生物",
    ),
)
texts = st.one_of(st.sampled_from(NAMES), st.text(min_size=1, max_size=12))
companies = st.one_of(
    st.sampled_from(COMPANIES),
    st.text(alphabet="广州上海迈瑞生物一二ab有限公司（）", min_size=1, max_size=10),
)
parties = st.builds(
    Party,
    kind=st.sampled_from(Kind),
    name=texts,
    companies=st.tuples(companies),
    mobile=st.sampled_from(("+8613812345678", "+8613812345679")),
    email=st.sampled_from(("", "a@qq.com", "A+x@QQ.com", "b@mairui.com", "c@MAIRUI.com")),
    uscc=st.sampled_from(("", "91350100M000100Y43")),
)


def a_party(**changes):
    usual = {
        "kind": Kind.VISITOR,
        "name": "张伟",
        "companies": ("深圳迈瑞有限公司",),
        "mobile": "+8613812345678",
        "email": "",
    }
    return Party(**{**usual, **changes})


@given(parties, parties, st.sampled_from(Reason))
def test_being_alike_is_mutual(one, other, reason):
    assert alike(reason, one, other) is alike(reason, other, one)


@given(parties)
def test_everybody_is_like_themselves(one):
    assert Reason.MOBILE in reasons(one, one)
    own = Reason.PERSON if one.kind is Kind.VISITOR else Reason.COMPANY
    assert own in reasons(one, one)


@given(parties, parties)
def test_whoever_is_alike_shares_a_key(one, other):
    if one.kind is not other.kind:
        return
    for reason in set(reasons(one, other)) - {Reason.MOBILE}:
        shared = keys(one) & keys(other)
        assert reason in {found for found, _ in shared}


@given(companies)
def test_something_is_always_left_of_a_company(company):
    assert core(company).name or not company.strip()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张伟", "Zhang Wei"),
        ("张伟", "WEI  Zhang"),
        ("张晓明", "Zhang Xiao-Ming"),
        ("吕丽", "Lü Li"),
        ("Anna Meyer", "ｍｅｙｅｒ, Anna"),
        ("Chloé Martin", "Martin Chloe"),
        ("买买提·吐尔逊", "买买提 吐尔逊"),
        ("翟晓", "Di Xiao"),
    ],
)
def test_one_person(one, other):
    assert near_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("张伟", "张玮"), ("张伟", "章薇"), ("张伟", "ZW"), ("张伟", "张大伟"), ("Anna", "Anne")],
)
def test_two_people(one, other):
    assert not near_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("深圳迈瑞生物医疗电子股份有限公司", "迈瑞"),
        ("广州市博济医药有限公司", "博济医药（集团）"),
        ("博济医药（广州）有限公司", "广东省广州博济医药"),
        ("Guangzhou Boji Biotech Co., Ltd.", "BOJI BIOTECH"),
        ("Boji Biotech GmbH", "广州 Boji Biotech"),
        ("广州博济生物医药科技", "广州博济生物医药料技有限公司"),
        ("廣州博濟有限公司", "广州博濟"),
    ],
)
def test_one_company(one, other):
    assert near_company(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广州医药集团", "上海医药集团"),
        ("上海第一人民医院", "上海第二人民医院"),
        ("中山大学", "上海大学"),
        ("华大", "华为"),
        ("Bio One Ltd", "Bio Two Ltd"),
        ("广州有限公司", "深圳有限公司"),
    ],
)
def test_two_companies(one, other):
    assert not near_company(one, other)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"companies": ("别的公司",)}, (Reason.MOBILE,)),
        ({"name": "李娜"}, (Reason.MOBILE,)),
        ({"mobile": "+85291234567"}, (Reason.PERSON,)),
        ({"mobile": "+85291234567", "companies": ("北京迈瑞",)}, ()),
    ],
)
def test_a_visitor_is_known_by_number_or_by_name_and_company(changes, expected):
    assert reasons(a_party(), a_party(**changes)) == expected


def test_a_free_mail_host_says_nothing_about_a_company():
    def firm(email, company):
        return a_party(
            kind=Kind.EXHIBITOR, email=email, companies=(company,), mobile=f"+86138{len(email)}"
        )

    assert reasons(firm("a@163.com", "甲公司"), firm("bb@163.com", "乙公司")) == ()
    assert reasons(firm("a@jia.cn", "甲公司"), firm("bb@JIA.cn", "乙公司")) == (Reason.DOMAIN,)


def test_a_family_with_one_phone_is_one_group():
    family = {number: a_party(name=f"人{number}") for number in range(5)}
    (found,) = groups([(Reason.MOBILE, list(family))], family, ())
    assert found.ids == (0, 1, 2, 3, 4)
    assert found.reasons == (Reason.MOBILE,)


def test_who_was_said_to_be_another_leaves_the_group():
    three = {number: a_party() for number in (1, 2, 3)}
    block = [(Reason.MOBILE, [1, 2, 3])]
    assert [one.ids for one in groups(block, three, {(1, 3)})] == [(1, 2, 3)]
    assert [one.ids for one in groups(block, three, {(1, 3), (2, 3)})] == [(1, 2)]


def test_a_number_that_everybody_gives_is_one_group_all_the_same():
    many = {number: a_party() for number in range(MOST_PAIRS_OF + 10)}
    (found,) = groups([(Reason.MOBILE, list(many))], many, ())
    assert len(found.ids) == len(many)
