"""What forms hand to the services, without the forms."""

import secrets
from typing import Any

from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.domain.details import ConsentGiven, ExhibitorDetails, VisitorDetails
from exhibition.models import BoothType, PassType, Registration, Show
from exhibition.services import registration
from exhibition.services.submission import Submission
from tests import cast

NOTICE = ConsentGiven("notice", True, "I have read the notice.", "1")
MARKETING = ConsentGiven("marketing", False, "Send me news.", "1")


def a_visitor(**changes: Any) -> VisitorDetails:
    """张晓明, who leaves no e-mail."""
    return VisitorDetails(
        **{
            "name": "张晓明",
            "mobile": "+8613812345678",
            "company": "某某生物科技有限公司",
            "job_title": "研发经理",
            "country": "CN",
            "province": "44",
            "city": "",
            "email": "",
            "pass_type": "trade",
            "locale": "zh",
            "consents": (NOTICE, MARKETING),
            **changes,
        }
    )


def an_exhibitor(**changes: Any) -> ExhibitorDetails:
    """李娜, who applies for her company and does not know how much room it needs."""
    return ExhibitorDetails(
        **{
            "origin": "cn",
            "company_zh": "某某设备有限公司",
            "company_en": "",
            "contact_name": "李娜",
            "mobile": "+8613987654321",
            "email": "lina@example.com",
            "booth_type": "undecided",
            "booth_count": None,
            "area_sqm": None,
            "province": "",
            "city": "",
            "remark": "",
            "locale": "zh",
            "consents": (NOTICE,),
            "country": "CN",
            **changes,
        }
    )


def a_submission(
    settings: Settings, submission_id: str | None = None, **changes: Any
) -> Submission:
    """A form that arrives, by default one nobody saw before."""
    return Submission(
        **{
            "submission_id": secrets.token_urlsafe(24) if submission_id is None else submission_id,
            "body_hash": "a" * 64,
            "pass_key": settings.pass_key,
            "base_host": "expo.example",
            **changes,
        }
    )


def a_show(session: Session, slug: str = "cgt", **columns: Any) -> Show:
    """The show of the cast, with what exhibitors need besides."""
    show = cast.a_show(session, slug, **columns)
    show.pass_types.append(_a_pass_type("exhibitor", on_offer=False))
    show.pass_types.append(_a_pass_type("vip", needs_review=True))
    show.booth_types.append(
        BoothType(slug="undecided", label_zh="待沟通", label_en="To be discussed")
    )
    session.commit()
    return show


def a_visitor_of(session: Session, show: Show, settings: Settings, **changes: Any) -> Registration:
    """A stored visitor registration; ``test=True`` for one that staff made to try the form."""
    submission = a_submission(settings, is_test=changes.pop("test", False))
    made = registration.submit_visitor(session, show, a_visitor(**changes), submission)
    session.commit()
    return made.registration


def an_exhibitor_of(
    session: Session, show: Show, settings: Settings, **changes: Any
) -> Registration:
    """A stored exhibitor application."""
    submission = a_submission(settings, is_test=changes.pop("test", False))
    made = registration.submit_exhibitor(session, show, an_exhibitor(**changes), submission)
    session.commit()
    return made.registration


def _a_pass_type(slug: str, **columns: Any) -> PassType:
    words = {"label_zh": slug, "label_en": slug, "word_zh": slug, "word_en": slug.upper()}
    return PassType(slug=slug, band="#1E579F", **words, **columns)
