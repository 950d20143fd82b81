"""Each field brings up its own keyboard, and tells the phone what to fill in."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from exhibition.services.shows import load_preset
from tests.web.form_stage import preset
from tests.web.test_form_pages import Controls

COLUMNS = ("type", "inputmode", "autocomplete", "autocapitalize", "enterkeyhint", "spellcheck")
LINE = ("text", None)
#: In the order of COLUMNS; what the browser is told by nothing is None.
VISITOR = {
    "name": (*LINE, "name", "words", "next", "false"),
    "mobile_country": (None, None, "tel-country-code", None, None, None),
    "mobile": ("tel", "tel", "tel", "none", "next", "false"),
    "company": (*LINE, "organization", "words", "next", "false"),
    "job_title": (*LINE, "organization-title", "sentences", "next", "false"),
    "country": (None, None, "country", None, None, None),
    "province": (None, None, "address-level1", None, None, None),
    "city": (*LINE, "address-level2", "words", "next", "false"),
    "business_nature_other": (*LINE, "off", "sentences", "done", None),
    "interests_other": (*LINE, "off", "sentences", "done", None),
    "email": ("email", "email", "email", "none", "done", "false"),
}
EXHIBITOR = {
    "company_zh": (*LINE, "organization", "none", "next", "false"),
    "company_en": (*LINE, "organization", "words", "next", "false"),
    "contact_name": (*LINE, "name", "words", "next", "false"),
    "mobile_country": (None, None, "tel-country-code", None, None, None),
    "mobile": ("tel", "tel", "tel", "none", "next", "false"),
    "email": ("email", "email", "email", "none", "next", "false"),
    "exhibit_categories_other": (*LINE, "off", "sentences", "done", None),
    "booth_count": ("text", "numeric", "off", "none", "next", "false"),
    "area_sqm": ("text", "numeric", "off", "none", "next", "false"),
    "province": (None, None, "address-level1", None, None, None),
    "city": (*LINE, "address-level2", "words", "next", "false"),
    "remark": (None, None, "off", "sentences", "enter", None),
}


@pytest.mark.parametrize(("form", "expected"), [("visitor", VISITOR), ("exhibitor", EXHIBITOR)])
def test_each_field_has_its_keyboard_and_its_meaning(
    client: FlaskClient, session: Session, form: str, expected: dict[str, tuple[str | None, ...]]
) -> None:
    show = load_preset(session, preset("cell-gene-therapy"))
    session.commit()
    page = client.get(f"/{show.slug}/{form}").text
    found = {
        control["name"]: tuple(control.get(column) for column in COLUMNS)
        for control in Controls(page).found
        if control.get("type") not in ("radio", "checkbox") and control["name"] != "hp_note"
    }
    assert found == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_those_most_people_come_from_stand_first(
    client: FlaskClient, session: Session, language: str
) -> None:
    show = load_preset(session, preset("cell-gene-therapy"))
    session.commit()
    page = client.get(f"/{show.slug}/visitor?lang={language}").text
    for name in ("country", "mobile_country"):
        options = page.split(f'name="{name}"')[1].split("</select>")[0].split('value="')[1:]
        assert [option[:2] for option in options[:4]] == ["CN", "HK", "MO", "TW"]
