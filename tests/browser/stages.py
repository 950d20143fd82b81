"""Registrations in every state, and shows whose forms are closed, on a running installation."""

import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from html import unescape
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition import create_app
from exhibition.config import load_settings
from exhibition.database import db, expect_writes, transaction
from exhibition.domain.clock import now
from exhibition.domain.codes import OwnerToken
from exhibition.domain.keys import lookup_hash
from exhibition.domain.show import ShowDay, Window
from exhibition.domain.status import Kind, ReviewStatus
from exhibition.models import Registration, Show, Staff
from exhibition.presets import FIRST_SHOW, read_preset
from exhibition.services import channels, passes, review, shows
from exhibition.services.channels import ChannelKind
from exhibition.services.review import Said
from tests.browser.forms import SHOW, a_mobile
from tests.live_server import Server

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

VISITOR = {
    "name": "司马琳",
    "company": "Kunming Regenerative Medicine Institute 昆明再生医学研究院",
    "job_title": "主任医师",
    "country": "CN",
    "province": "53",
    "business_nature": "biotech",
    "interests": "atmp_cell",
    "consent_notice": "y",
}
EXHIBITOR = {
    "origin": "cn",
    "company_zh": "苏州某某冷链科技股份有限公司",
    "contact_name": "诸葛明",
    "email": "cold@example.com",
    "exhibit_categories": "atmp_cell",
    "booth_type": "shell_9",
    "booth_count": "2",
    "consent_notice": "y",
    "consent_declaration": "y",
}
DECISIONS = {
    ReviewStatus.NEEDS_INFO: Said(
        message="请尽快补充，谢谢。",
        comments={"company_zh": "请与营业执照一致", "uscc": "请填写 18 位代码"},
        due_on=(now() + timedelta(days=10)).date(),
    ),
    ReviewStatus.ACCEPTED: Said(message="欢迎参展。"),
    ReviewStatus.WAITLISTED: Said(),
    ReviewStatus.DECLINED: Said(message="本届展位已满。"),
}


def register(server: Server, form: str, fields: Mapping[str, str], show: str = SHOW) -> str:
    """Sends a form over HTTP; gives the path of the owner page."""
    _, page, cookie = server.get(f"{show}/{form}")
    found = _TOKEN.search(page)
    assert found, page[:500]
    body = {"csrf_token": unescape(found[1]), "submission_id": uuid.uuid4().hex, "hp_note": ""}
    sent = [*(body | {"mobile": a_mobile()} | dict(fields)).items()]
    status, location = server.post(f"{show}/{form}", sent, cookie)
    assert status == 303, status
    return location


def owner_pages(server: Server) -> dict[str, str]:
    """The path of an owner page in each state, and of the pages that hang on it."""
    pages = {
        "visitor": register(server, "visitor", VISITOR),
        "visitor with a mailbox": register(server, "visitor", VISITOR | {"email": "lin@qq.com"}),
        "visitor revoked": register(server, "visitor", VISITOR),
        "exhibitor": register(server, "exhibitor", EXHIBITOR),
    }
    pages |= {f"exhibitor {to}": register(server, "exhibitor", EXHIBITOR) for to in DECISIONS}
    with installation(server) as session:
        staff = session.scalars(select(Staff)).one()
        for to, said in DECISIONS.items():
            application = of(session, pages[f"exhibitor {to}"])
            decide(session, application, staff, to, said)
        passes.revoke(session, of(session, pages["visitor revoked"]), staff, "测试")
    return pages | {
        "task": f"{pages['exhibitor']}/application",
        "step": f"{pages['exhibitor']}/application/exhibits",
        "files": f"{pages['exhibitor']}/application/documents",
        "correction": f"{pages['exhibitor needs_info']}/application",
    }


def pass_pages(server: Server, pages: Mapping[str, str]) -> dict[str, str]:
    """The path behind the QR code of a valid, a pending and a revoked pass."""
    key = load_settings(server.environment).pass_key
    with installation(server) as session:
        return {
            f"pass of a {who}": f"/p/{passes.code_of(of(session, pages[who]).entry_pass, key)}"
            for who in ("visitor", "exhibitor", "visitor revoked")
        }


def closed_shows(server: Server) -> dict[str, str]:
    """The path of a form that is not open yet, of one that is closed, of one that is over."""
    today = now()
    shapes: dict[str, dict[str, Any]] = {
        "not-yet": {"visitor_window": Window(opens_at=today + timedelta(days=9))},
        "closed": {"visitor_window": Window(closes_at=today - timedelta(days=1))},
        "over": {"days": [a_day((today - timedelta(days=9)).date())]},
    }
    for slug, shape in shapes.items():
        load_show(server, slug, "furniture", **shape)
    return {f"form {slug}": f"/{slug}/visitor" for slug in shapes}


def a_day(day: date) -> ShowDay:
    """A day of a show."""
    return ShowDay(day, time(9), time(17))


def load_show(server: Server, slug: str, preset: str = FIRST_SHOW, **shape: Any) -> None:
    """Loads a preset as a show of its own; ``shape`` changes it."""
    with installation(server) as session:
        shows.load_preset(session, replace(read_preset(preset), slug=slug, **shape))


def a_channel(session: Session, show_slug: str, name: str = "秋季推文") -> str:
    """A channel for both forms; gives the short address of the first."""
    show = session.scalars(select(Show).where(Show.slug == show_slug)).one()
    kind, forms = ChannelKind.ARTICLE, (Kind.EXHIBITOR, Kind.VISITOR)
    return channels.make(session, show, name=name, kind=kind, forms=forms)[0].slug


def of(session: Session, owner_page: str) -> Registration:
    """The registration behind the path of its owner page."""
    token = OwnerToken(owner_page.rsplit("/", 1)[1])
    found = select(Registration).where(Registration.owner_token_hash == lookup_hash(token))
    return session.scalars(found).one()


def decide(session: Session, application: Registration, staff: Staff, to: str, said: Said) -> None:
    """What the staff of an installation decides on its back-office pages."""
    version = application.version
    review.decide(session, application, staff, to, said, version=version, base_host="localhost")


@contextmanager
def installation(server: Server) -> Iterator[Session]:
    """A transaction on the data of a running server, from outside of it."""
    app = create_app(load_settings(server.environment))
    try:
        with app.app_context(), transaction() as session:
            yield session
    finally:
        expect_writes(False)
        with app.app_context():
            db.engine.dispose()
