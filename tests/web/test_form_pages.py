"""The pages of the forms as they are sent: every control named, nothing ticked, every word kept."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from exhibition.models import Show
from exhibition.services.shows import load_preset
from tests.web.form_stage import preset

VISITOR_NAMES = [
    *("name", "mobile_country", "mobile", "company", "job_title", "country", "province", "city"),
    *("business_nature", "interests", "email", "consent_notice", "consent_marketing"),
]
EXHIBITOR_NAMES = [
    *("origin", "company_zh", "company_en", "contact_name", "mobile_country", "mobile", "email"),
    *("exhibit_categories", "booth_type", "booth_count", "area_sqm", "province", "city", "remark"),
    *("consent_notice", "consent_declaration", "consent_marketing"),
]


class Controls(HTMLParser):
    """What a person can fill in on a page, in its order, and what the page says about it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self._in_label = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "id" in given:
            self.ids.append(str(given["id"]))
        if tag == "label":
            self._in_label += 1
            self.labelled.add(str(given.get("for", "")))
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.found.append({"tag": tag, "in_label": bool(self._in_label), **given})

    def handle_endtag(self, tag: str) -> None:
        self._in_label -= tag == "label"

    @property
    def names(self) -> list[str]:
        """Every name once, without the trap and the texts for *other*."""
        found = dict.fromkeys(control["name"] for control in self.found)
        return [name for name in found if name != "hp_note" and not name.endswith("_other")]


@pytest.fixture
def show(session: Session) -> Show:
    show = load_preset(session, preset("cell-gene-therapy"))
    session.commit()
    return show


def page(client: FlaskClient, show: Show, form: str, lang: str = "en") -> str:
    answer = client.get(f"/{show.slug}/{form}?lang={lang}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("form", "names"), [("visitor", VISITOR_NAMES), ("exhibitor", EXHIBITOR_NAMES)]
)
def test_the_fields_stand_in_the_agreed_order(
    client: FlaskClient, show: Show, form: str, names: list[str]
) -> None:
    assert Controls(page(client, show, form)).names == names


@pytest.mark.parametrize("form", ["visitor", "exhibitor"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_control_has_a_label_and_every_id_is_one(
    client: FlaskClient, show: Show, form: str, lang: str
) -> None:
    controls = Controls(page(client, show, form, lang))
    unnamed = [
        control["name"]
        for control in controls.found
        if not (
            control["in_label"]
            or control.get("aria-label")
            or control.get("id") in controls.labelled
        )
    ]
    assert unnamed == []
    assert len(controls.ids) == len(set(controls.ids))


@pytest.mark.parametrize("form", ["visitor", "exhibitor"])
def test_no_consent_is_ticked_beforehand(client: FlaskClient, show: Show, form: str) -> None:
    boxes = [
        c for c in Controls(page(client, show, form)).found if c["name"].startswith("consent_")
    ]
    assert boxes
    assert [box["name"] for box in boxes if "checked" in box] == []


def test_optional_fields_say_so_and_no_asterisk_marks_the_others(
    client: FlaskClient, show: Show
) -> None:
    text = page(client, show, "visitor", "zh")
    assert re.search(r"邮箱<span class=\"optional\">（选填）", text)
    assert "未标“选填”的项目为必填，不填将无法办理。" in text
    assert "*" not in re.sub(r"<script.*?</script>|<style.*?</style>", "", text, flags=re.S)


def test_nobody_can_reach_the_trap_by_key_or_by_autofill(client: FlaskClient, show: Show) -> None:
    text = page(client, show, "visitor")
    (trap,) = [c for c in Controls(text).found if c["name"] == "hp_note"]
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert re.search(r'<div class="honeypot"[^>]*>(?:(?!</div>).)*name="hp_note"', text)


def test_the_channel_of_the_entry_code_travels_in_the_form(client: FlaskClient, show: Show) -> None:
    text = client.get(f"/{show.slug}/visitor?ch=article-1&from=timeline").text
    assert '<input type="hidden" name="ch" value="article-1">' in text


def test_a_wrong_form_comes_back_with_every_word_and_links_to_its_errors(
    client: FlaskClient, show: Show
) -> None:
    fresh = page(client, show, "visitor")
    body = {
        "csrf_token": hidden(fresh, "csrf_token"),
        "submission_id": hidden(fresh, "submission_id"),
        "name": '"><b>=1+1',
        "mobile": "123",
        "company": "某公司",
        "interests": ["atmp_cell", "other"],
        "interests_other": "机器人",
        "consent_marketing": "y",
    }
    answer = client.post(f"/{show.slug}/visitor", data=body)
    assert answer.status_code == 422
    controls = {(c["name"], c.get("value")): c for c in Controls(answer.text).found}
    assert ("name", '"><b>=1+1') in controls
    assert ("mobile", "123") in controls
    assert ("interests_other", "机器人") in controls
    assert "checked" in controls["interests", "other"]
    assert "checked" in controls["consent_marketing", "y"]
    assert "checked" not in controls["consent_notice", "y"]
    assert hidden(answer.text, "submission_id") == body["submission_id"]
    ids = Controls(answer.text).ids
    links = re.findall(r'<a href="#(f-[^"]+)"', answer.text)
    assert "f-mobile" in links
    assert set(links) <= set(ids)
    assert controls["mobile", "123"]["aria-invalid"] == "true"
    described = controls["mobile", "123"]["aria-describedby"].split()
    assert set(described) <= set(ids)


def test_a_form_without_its_token_is_shown_again_not_refused(
    client: FlaskClient, show: Show
) -> None:
    answer = client.post(f"/{show.slug}/visitor?lang=zh", data={"name": "王小明"})
    assert answer.status_code == 422
    assert "页面停留时间过长，内容已保留，请核对后再次提交。" in answer.text
    assert 'value="王小明"' in answer.text
    assert hidden(answer.text, "csrf_token")


def hidden(text: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]+)">', text)
    assert found
    return found[1]
