"""The order in which badges are packed: by pass type, then company and name by their sound.

No database sorts 广州 under G. The sounds are worked out here and only numbers are kept, so that a
hundred thousand badges take a few megabytes.
"""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain import pinyin
from exhibition.domain.search import fold
from exhibition.models import PassType, Registration
from exhibition.queries.conditions import shown
from exhibition.queries.filters import RegistrationFilter

#: Colleagues come from the same company one after the other, or nearly so.
_REMEMBERED = 4_096


def badge_order(session: Session, wanted: RegistrationFilter) -> list[int]:
    """The ids of the registrations of a filter in the order of their badges."""
    rows = session.connection().execute(
        select(
            PassType.position,
            PassType.id,
            Registration.company,
            Registration.name,
            Registration.id,
        )
        .join(PassType, PassType.id == Registration.pass_type_id)
        .where(*shown(wanted))
        .execution_options(yield_per=1_000)
    )
    company = lru_cache(maxsize=_REMEMBERED)(_company)
    found = sorted(
        (place, kind, company(firm), _person(name), one) for place, kind, firm, name, one in rows
    )
    return [row[-1] for row in found]


def _company(name: str) -> str:
    return next(iter(pinyin.of_company(name)), "") or fold(name)


def _person(name: str) -> str:
    return next(iter(pinyin.of_name(name)), "") or fold(name)
