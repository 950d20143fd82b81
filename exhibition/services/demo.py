"""A show full of people who do not exist, to try lists, search and export at full size."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from exhibition.domain import codes, keys
from exhibition.domain.clock import now
from exhibition.domain.identifiers import fold_company
from exhibition.domain.likeness import Party
from exhibition.domain.search import document
from exhibition.domain.status import Kind, PassState, ReviewStatus, VisitorStatus
from exhibition.models import (
    Answered,
    Application,
    Channel,
    EntryPass,
    LikenessKey,
    Registration,
    Show,
    ShowChoice,
    ShowQuestion,
)
from exhibition.services import likeness, passes

BATCH = 2_000
#: Registrations of a demonstration are spread over this many days before now.
DAYS = 90

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰梅建国志红晓宇欣怡子涵思远嘉豪梓"
#: city -> province (GB/T 2260)
PLACES = {
    "广州": "44", "深圳": "44", "佛山": "44", "上海": "31", "北京": "11", "苏州": "32",
    "南京": "32", "杭州": "33", "武汉": "42", "成都": "51", "天津": "12", "厦门": "35",
}  # fmt: skip
TRADES = (
    "细胞生物",
    "基因科技",
    "医药",
    "生命科学",
    "生物工程",
    "医疗器械",
    "检测技术",
    "冷链",
    "洁净工程",
)
FORMS = ("有限公司", "股份有限公司", "（集团）有限公司", "研究院", "医院")
TITLES = (
    "研发经理",
    "主任医师",
    "总经理",
    "采购主管",
    "质量总监",
    "工艺工程师",
    "市场经理",
    "研究员",
)
ABROAD_GIVEN = (
    "Anna", "James", "Yuki", "Sofia", "Liam", "Priya", "Omar", "Chloé", "Hanna", "Mateo", "Ingrid",
    "Daniel", "Elif", "Noah", "Aiko", "Marta",
)  # fmt: skip
ABROAD_SURNAMES = (
    "Meyer", "Carter", "Tanaka", "Rossi", "O’Brien", "Nair", "Haddad", "Martin", "Lindqvist",
    "García", "Novak", "Fischer", "Yılmaz", "Bennett", "Sato", "Kowalska",
)  # fmt: skip
SYLLABLES = ("ba", "cel", "dor", "fen", "gen", "ka", "lum", "mi", "nor", "pra", "sol", "vec", "zy")
ABROAD = (("DE", "+49151"), ("US", "+1415555"), ("JP", "+8190"), ("SG", "+659"), ("GB", "+447700"))
MAILBOXES = ("qq.com", "163.com", "126.com", "example.com")


def fill(
    session: Session, show: Show, *, visitors: int, exhibitors: int, seed: int, pass_key: bytes
) -> None:
    """Adds this many ordinary registrations of each kind; the same seed gives the same people.

    References and codes are random as always. Rows go in by the batch; the edge commits.
    """
    maker = _Maker(session, show, random.Random(seed), pass_key)  # noqa: S311 -- names, not secrets
    for kind, count in ((Kind.VISITOR, visitors), (Kind.EXHIBITOR, exhibitors)):
        for start in range(0, count, BATCH):
            maker.store(kind, min(BATCH, count - start))


class _Maker:
    def __init__(self, session: Session, show: Show, dice: random.Random, pass_key: bytes) -> None:
        self.session, self.show, self.dice, self.pass_key = session, show, dice, pass_key
        self.newest = now()
        self.references = set(session.scalars(select(Registration.reference)))
        self.pass_types = {row.slug: row for row in show.pass_types}
        self.booths = [row for row in show.booth_types if row.on_offer]
        self.channels = list(session.scalars(select(Channel).where(Channel.show_id == show.id)))
        self.questions = list(self._questions())

    def store(self, kind: Kind, count: int) -> None:
        """Makes and inserts one batch."""
        people = [self._registration(kind) for _ in range(count)]
        added = insert(Registration).returning(Registration.id, sort_by_parameter_order=True)
        for row, row_id in zip(people, self.session.scalars(added, people), strict=True):
            row["id"] = row_id
        self.session.execute(insert(EntryPass), [self._pass(row) for row in people])
        if kind is Kind.EXHIBITOR:
            self.session.execute(insert(Application), [self._application(row) for row in people])
        keys_of_all = [key for row in people for key in self._likeness(row)]
        self.session.execute(insert(LikenessKey.__table__), keys_of_all)  # type: ignore[arg-type]
        if chosen := [choice for row in people for choice in self._chosen(row)]:
            self.session.execute(insert(Answered), chosen)

    def _questions(self) -> Iterator[tuple[ShowQuestion, list[ShowChoice]]]:
        rows = self.session.scalars(
            select(ShowQuestion).where(
                ShowQuestion.show_id == self.show.id,
                ShowQuestion.enabled,
                ShowQuestion.page == "form",
                ShowQuestion.kind.in_(("choice", "choices")),
            )
        )
        for row in rows:
            if row.choices:
                yield row, list(row.choices)

    def _registration(self, kind: Kind) -> dict[str, Any]:
        dice = self.dice
        foreign = dice.random() < 0.12
        name = self._foreign_name() if foreign else self._chinese_name()
        company = self._company(foreign)
        uid = passes.new_uid()
        reference = self._reference(kind)
        city = "" if foreign else dice.choice(tuple(PLACES))
        country, start = dice.choice(ABROAD) if foreign else ("CN", f"+861{dice.choice('3578')}")
        mobile = start + "".join(dice.choices("0123456789", k=9 if start.startswith("+861") else 6))
        email = (
            f"demo{dice.randrange(10**9)}@{dice.choice(MAILBOXES)}" if dice.random() < 0.6 else ""
        )
        made = self.newest - timedelta(seconds=dice.randrange(DAYS * 86_400))
        return {
            "uid": uid, "show_id": self.show.id, "kind": kind,
            "status": self._status(kind), "reference": reference, "body_hash": "0" * 64,
            "owner_token_hash": keys.lookup_hash(keys.owner_token(self.pass_key, uid, 1)),
            "locale": "en" if foreign else "zh", "name": name, "mobile": mobile, "email": email,
            "channel_id": dice.choice(self.channels).id if self.channels else None,
            "pass_type_id": self.pass_types["trade" if kind is Kind.VISITOR else "exhibitor"].id,
            "company": company, "job_title": dice.choice(TITLES), "country": country,
            "province": PLACES.get(city, ""), "city": city,
            "person_key": keys.person_key(self.pass_key, mobile, name),
            "answers": self._answers(kind), "created_at": made, "updated_at": made,
            "search_text": document(name, [company], email, mobile, reference),
            "is_further": False, "is_test": False, "owner_revision": 1, "version": 1,
        }  # fmt: skip

    def _reference(self, kind: Kind) -> str:
        # Among a hundred thousand references of thirty random bits, about five pairs are equal.
        while (new := codes.new_reference("V" if kind is Kind.VISITOR else "E")) in self.references:
            pass
        self.references.add(new)
        return new

    def _status(self, kind: Kind) -> str:
        if kind is Kind.VISITOR:
            return (
                VisitorStatus.WITHDRAWN if self.dice.random() < 0.01 else VisitorStatus.REGISTERED
            )
        return self.dice.choice((*(ReviewStatus.SUBMITTED,) * 4, ReviewStatus.ACCEPTED))

    def _chinese_name(self) -> str:
        given = "".join(self.dice.choices(GIVEN, k=self.dice.choice((1, 2, 2))))
        return self.dice.choice(SURNAMES) + given

    def _foreign_name(self) -> str:
        return f"{self.dice.choice(ABROAD_GIVEN)} {self.dice.choice(ABROAD_SURNAMES)}"

    def _company(self, foreign: bool) -> str:
        if foreign:
            # A word of its own, or a few companies would send a thousand people each.
            word = "".join(self.dice.choices(SYLLABLES, k=3)).title()
            return f"{word} Biologics {self.dice.choice(('GmbH', 'Inc.', 'Ltd'))}"
        word = "".join(self.dice.choices(GIVEN, k=2))
        return (
            self.dice.choice(tuple(PLACES))
            + word
            + self.dice.choice(TRADES)
            + self.dice.choice(FORMS)
        )

    def _answers(self, kind: Kind) -> dict[str, Any]:
        answers = {}
        for question, choices in self.questions:
            if question.form == kind.value:
                most = 1 if question.kind == "choice" else min(3, len(choices))
                picked = self.dice.sample(choices, k=self.dice.randint(1, most))
                values = [choice.slug for choice in picked]
                answers[question.slug] = {"values": values, "other": ""}
        return answers

    def _chosen(self, row: dict[str, Any]) -> Iterator[dict[str, int]]:
        for question, choices in self.questions:
            if question.form == row["kind"].value:
                values = row["answers"][question.slug]["values"]
                for choice in choices:
                    if choice.slug in values:
                        yield {"registration_id": row["id"], "choice_id": choice.id}

    def _likeness(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        party = Party(row["kind"], row["name"], (row["company"],), row["mobile"], row["email"])
        return likeness.rows_of(row["id"], row["show_id"], party)

    def _pass(self, row: dict[str, Any]) -> dict[str, Any]:
        code = keys.pass_code(self.pass_key, row["uid"], 1)
        valid = row["status"] in (VisitorStatus.REGISTERED, ReviewStatus.ACCEPTED)
        ended = row["status"] == VisitorStatus.WITHDRAWN
        state = PassState.VALID if valid else PassState.VOID if ended else PassState.PENDING
        return {
            "registration_id": row["id"], "code_hash": keys.lookup_hash(code), "state": state,
            "revision": 1, "revoked_reason": "", "created_at": row["created_at"],
        }  # fmt: skip

    def _application(self, row: dict[str, Any]) -> dict[str, Any]:
        booth = self.dice.choice(self.booths)
        foreign = row["country"] != "CN"
        return {
            "registration_id": row["id"], "origin": "overseas" if foreign else "cn",
            "company_zh": "" if foreign else row["company"],
            "company_en": row["company"] if foreign else "",
            "company_folded": fold_company(row["company"]), "booth_type": booth.slug,
            "booth_count": self.dice.randint(1, 4) if booth.unit == "count" else None,
            "area_sqm": self.dice.choice((36, 54, 72, 108)) if booth.unit == "area" else None,
        }  # fmt: skip
