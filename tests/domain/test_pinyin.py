"""Names as people type them who do not type Chinese."""

import pytest

from exhibition.domain.pinyin import of_company, of_name


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张伟", "zhangwei", "zw"),
        ("單曉", "shanxiao", "sx"),
        ("单晓", "shanxiao", "sx"),
        ("仇英", "qiuying", "qy"),
        ("曾国藩", "zengguofan", "zgf"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("任正非", "renzhengfei", "rzf"),
        ("区志", "ouzhi", "oz"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("吕布", "lvbu", "lb"),
        ("䶮卿", "yanqing", "yq"),
        ("买买提·吐尔逊", "maimaitituerxun", "mmttex"),
    ],
)
def test_a_name_is_read_as_its_bearer_says_it(name, full, initials):
    assert {full, initials} <= set(of_name(name))


def test_a_name_known_by_two_readings_has_both():
    assert set(of_name("覃乐")) == {"qinle", "qinyue", "tanle", "tanyue", "ql", "qy", "tl", "ty"}


@pytest.mark.parametrize(
    ("company", "full", "initials"),
    [
        ("重庆长江银行", "chongqingchangjiangyinhang", "cqcjyh"),
        ("成都重组蛋白（集团）公司", "chengduchongzudanbaijituangongsi", "cdczdbjtgs"),
        ("CGT生物3D", "CGTshengwu3D", "CGTsw3D"),
    ],
)
def test_a_company_is_read_as_people_say_it(company, full, initials):
    assert of_company(company) == [full, initials]


@pytest.mark.parametrize("name", ["Anna Meyer", "", "🎉", "สมชาย"])
def test_what_is_not_chinese_has_no_pinyin(name):
    assert of_name(name) == of_company(name) == []


def test_a_long_name_of_many_readings_stays_few_words():
    assert len(of_name("覃" + "乐" * 59)) <= 8
