"""Names, lines, remarks and web addresses as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibition.domain.identifiers import (
    IdentifierError,
    company_name,
    fold_company,
    fold_name,
    is_wechat_id,
    one_line,
    paragraph,
    person_name,
    website,
)


@pytest.mark.parametrize(
    "name",
    [
        "王",
        "𠅤㛃䶮",
        "买买提·吐尔逊",
        "=1+1",
        "O'Brien, Seán",
        "Ærøskøbing-Müller",
        "李👩\u200d🔬",
        "علی\u200cرضا",
        "<a href=//evil>click",
        "[x](//evil)",
        "{{7*7}}",
        "名" * 60,
    ],
)
def test_a_name_of_any_kind_is_kept_as_typed(name: str) -> None:
    assert person_name(name) == name


def test_a_name_is_trimmed_and_its_inner_spaces_are_single() -> None:
    assert person_name(" \u3000Anna \u00a0 Maria\u200b ") == "Anna Maria"


def test_a_name_is_composed() -> None:
    assert person_name("Se\u0301bastien") == "S\u00e9bastien"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "text_missing"),
        ("  \u3000\t", "text_missing"),
        ("\u200b\u200d\ufeff", "text_missing"),
        ("\u3164", "text_missing"),
        ("名" * 61, "text_long"),
        ("Li\x00Wei", "text_control"),
        ("Li\r\nBcc: x@evil.example", "text_control"),
        ("Li\tWei", "text_control"),
        ("Li\u2028Wei", "text_control"),
        ("Li \u202egnaW", "text_control"),
        ("Li \u2067Wei", "text_control"),
        ("Li\ud800Wei", "text_control"),
        ("Li\uffff", "text_control"),
        ("🎉👩‍🔬", "name_letters"),
        ("—", "name_letters"),
        ("http://evil", "text_link"),
        ("HTTP：／／evil", "text_link"),
        ("Www.evil.example", "text_link"),
        ("ｗｗｗ．evil", "text_link"),
        ("ht\u200btp:/\u200b/evil", "text_link"),
    ],
)
def test_a_name_that_could_do_harm_is_refused(typed: str, code: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        person_name(typed)
    assert refused.value.code == code


def test_the_limit_comes_with_the_error() -> None:
    with pytest.raises(IdentifierError) as refused:
        person_name("名" * 61)
    assert refused.value.params == {"max": 60}


def test_the_error_does_not_carry_what_was_typed() -> None:
    with pytest.raises(IdentifierError) as refused:
        person_name("Secret\x00Person")
    assert "Secret" not in repr(refused.value)


@given(st.text(max_size=80))
def test_any_text_is_either_a_printable_name_or_refused(typed: str) -> None:
    try:
        name = person_name(typed)
    except IdentifierError:
        return
    assert 1 <= len(name) <= 60
    assert name.splitlines() == [name]
    assert name.encode()
    assert person_name(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张 三", "张三"),
        ("张\u3000三", " 张三 "),
        ("LI Wei", "li wei"),
        ("Ｌｉ Wei", "LiWei"),
        ("买买提·吐尔逊", "买买提•吐尔逊"),
        ("买买提・吐尔逊", "买买提吐尔逊"),
        ("STRASSE", "Straße"),
        ("Se\u0301b", "S\u00e9b"),
    ],
)
def test_two_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_two_people_do_not_fold_to_the_same() -> None:
    assert fold_name("张三") != fold_name("张四")


def test_a_company_is_found_again_whatever_its_brackets() -> None:
    assert fold_company("创迈（广州）有限公司") == fold_company("创迈(广州) 有限公司")
    assert fold_company("ACME Bio  Ltd") == fold_company("Acme Bio Ltd")


def test_a_company_name_is_kept_as_typed_for_print() -> None:
    assert company_name(" 创迈（广州）有限公司 ") == "创迈（广州）有限公司"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("A", "text_short"), ("", "text_missing"), ("公" * 101, "text_long")],
)
def test_a_company_name_has_two_to_a_hundred_characters(typed: str, code: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        company_name(typed)
    assert refused.value.code == code


def test_an_english_company_name_may_be_longer() -> None:
    assert len(company_name("A" * 120, max=120)) == 120


def test_an_empty_line_is_no_error() -> None:
    assert one_line("  ", 60) == ""
    assert paragraph(" \r\n ", 500) == ""


def test_a_line_over_its_limit_is_refused() -> None:
    with pytest.raises(IdentifierError, match="text_long"):
        one_line("abcd", 3)


def test_a_remark_keeps_its_lines_with_one_kind_of_break() -> None:
    assert (
        paragraph("价格？\r\n位置？\r搭建？\n\n谢谢  \n", 500) == "价格？\n位置？\n搭建？\n\n谢谢"
    )


def test_a_remark_with_a_number_from_the_address_book_is_accepted() -> None:
    assert paragraph("致电 \u202d13527666116\u202c\t谢谢", 500) == "致电 13527666116 谢谢"


def test_a_remark_with_control_characters_is_refused() -> None:
    with pytest.raises(IdentifierError, match="text_control"):
        paragraph("a\x08b", 500)


def test_a_remark_over_its_limit_is_refused() -> None:
    with pytest.raises(IdentifierError, match="text_long"):
        paragraph("字" * 501, 500)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("www.example.com", "https://www.example.com"),
        (" Example.COM/关于?a=1#b ", "https://example.com/关于?a=1#b"),
        ("http://example.com", "http://example.com"),
        ("HTTPS://Example.com:8443/X", "https://example.com:8443/X"),
        ("example.com:8080/x", "https://example.com:8080/x"),
        ("ｗｗｗ．example．com", "https://www.example.com"),
        ("例子.公司", "https://例子.公司"),
    ],
)
def test_a_web_address_gets_its_scheme(typed: str, kept: str) -> None:
    assert website(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JaVa\tscript:alert(1)",
        "javascript:1",
        "javascript://example.com/%0aalert(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "https://good.example@evil.example",
        "good.example\\@evil.example",
        "mailto:a@example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://exa mple.com",
        "https://example.com/\x00",
        "https://[::1]/",
        "https://localhost/",
        "https://example.com:99999/",
        "没有网站",
        f"https://example.com/{'a' * 300}",
        'https://example.com/"onclick=',
    ],
)
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        website(typed)
    assert refused.value.code == "website"


@given(st.text(max_size=60))
def test_any_text_is_either_an_http_address_or_refused(typed: str) -> None:
    try:
        kept = website(typed)
    except IdentifierError:
        return
    assert kept == "" or kept.startswith(("http://", "https://"))


@pytest.mark.parametrize("typed", ["zhangwei", "wxid_ab-12", " A12345 "])
def test_a_wechat_id_is_known_by_its_shape(typed: str) -> None:
    assert is_wechat_id(typed)


@pytest.mark.parametrize("typed", ["", "13527666116", "ab", "1zhangwei", "张伟张伟张伟", "a" * 21])
def test_another_shape_is_worth_a_warning(typed: str) -> None:
    assert not is_wechat_id(typed)
