"""People who registered for the first show, through the services. Every function commits."""

import secrets
from typing import Any

from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.domain.answers import Answer
from exhibition.domain.details import ExhibitorDetails, VisitorDetails
from exhibition.models import Registration, Show
from exhibition.presets import FIRST_SHOW
from exhibition.services import registration as registrations
from exhibition.services.registration import Submission
from tests import preset_shows

COMPANY_ZH, COMPANY_EN = "深圳示例细胞科技有限公司", "Sample Cell Tech Co., Ltd."


def the_first_show(session: Session) -> Show:
    """The show that a new installation begins with."""
    show = preset_shows.load(session, FIRST_SHOW)
    session.commit()
    return show


def a_visitor(session: Session, settings: Settings, show: Show, **details: Any) -> Registration:
    """A visitor with a mailbox; ``details`` differ from the usual ones."""
    usual: dict[str, Any] = {
        "name": "陈晓雯",
        "mobile": "+8613800138000",
        "company": "广州某某生物科技有限公司",
        "job_title": "研发经理",
        "country": "CN",
        "province": "44",
        "city": "广州",
        "email": "visitor@example.org",
        "pass_type": "trade",
        "locale": "zh",
    }
    found = registrations.submit_visitor(
        session, show, VisitorDetails(**usual | details), _submission(settings)
    )
    session.commit()
    return found.registration


def an_exhibitor(session: Session, settings: Settings, show: Show, **details: Any) -> Registration:
    """An exhibitor's application; ``details`` differ from the usual ones."""
    usual: dict[str, Any] = {
        "origin": "cn",
        "company_zh": COMPANY_ZH,
        "company_en": COMPANY_EN,
        "contact_name": "王芳",
        "mobile": "+8613900139000",
        "email": "exhibitor@example.org",
        "booth_type": "raw_indoor",
        "booth_count": None,
        "area_sqm": 72,
        "province": "44",
        "city": "深圳",
        "remark": "",
        "locale": "zh",
        "answers": {"exhibit_categories": Answer(("upstream", "other"), "冻存盒")},
    }
    found = registrations.submit_exhibitor(
        session, show, ExhibitorDetails(**usual | details), _submission(settings)
    )
    session.commit()
    return found.registration


def _submission(settings: Settings) -> Submission:
    return Submission(
        submission_id=secrets.token_hex(16),
        body_hash=secrets.token_hex(32),
        pass_key=settings.pass_key,
        base_host="expo.example",
    )
