"""观众构成: whom an exhibitor meets, as a page, on paper, and as a picture to send."""

import time
from collections import OrderedDict
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import force_locale, format_decimal, format_percent, gettext, ngettext

from exhibition.adapters import profile_image
from exhibition.adapters.profile_image import ProfileBar, ProfileCard, ProfileChart
from exhibition.database import db, transaction
from exhibition.domain.disclosure import LEAST
from exhibition.domain.errors import NotFound
from exhibition.domain.rights import Right
from exhibition.models import Show
from exhibition.queries import audience_profile
from exhibition.queries.audience_profile import Bar, Chart, Profile
from exhibition.services import audit
from exhibition.services.export_words import DEMONSTRATION
from exhibition.web import access, formats
from exhibition.web.client import client_address
from exhibition.web.language import BABEL_LOCALES
from exhibition.web.organizer.blueprint import blueprint

#: Counting a hundred thousand people takes a while, and a minute changes nothing.
KEPT_SECONDS = 60
_KEPT_SHOWS = 20

_kept: OrderedDict[tuple[Any, ...], tuple[float, Profile]] = OrderedDict()


@blueprint.get("/<show_slug>/audience-profile")
@access.needs(Right.READ)
def audience_profile_page(show_slug: str) -> str:
    """The charts, with their numbers beside the bars."""
    show = access.load_show(show_slug)
    found = _profile(show)
    return render_template(
        "organizer/audience_profile.html",
        show=show,
        profile=found,
        charts=[(chart, note(chart), scaled(chart)) for chart in found.charts],
        rules=rules(),
    )


@blueprint.get("/<show_slug>/audience-profile/<any(zh,en):language>.png")
@access.needs(Right.READ)
def audience_profile_picture(show_slug: str, language: str) -> Response:
    """The picture in one language; taking it along is logged, because it leaves the house."""
    show = access.load_show(show_slug)
    found = _profile(show)
    if not found.charts:
        raise NotFound()
    with force_locale(BABEL_LOCALES[language]):
        card = _card(show, found, language)
    with transaction() as session:
        audit.write(
            session,
            "profile.picture",
            actor="staff",
            staff=access.current_staff(),
            show=show,
            address=client_address(),
        )
    response = make_response(profile_image.draw(card))
    response.mimetype = "image/png"
    name = f"{show.slug}-audience-{language}.png"
    kind = "inline" if request.args.get("view") == "1" else "attachment"
    response.headers.set("Content-Disposition", kind, filename=name)
    return response


def note(chart: Chart) -> str:
    """What has to be known to read a chart."""
    people = ngettext("%(count)s person", "%(count)s people", chart.base, count=_number(chart.base))
    if chart.many:
        return gettext("%(people)s answered; several choices are possible", people=people)
    return gettext("%(people)s counted", people=people)


def rules() -> tuple[str, str]:
    """How it was counted, and what is not told."""
    return (
        gettext("Persons counted once; exhibitors, press, staff and contractors are not visitors."),
        gettext(
            "Groups of fewer than %(least)s people are not shown by themselves but counted as"
            " Other.",
            least=LEAST,
        ),
    )


def scaled(chart: Chart) -> list[tuple[Bar, str, float]]:
    """Each bar with its share in words, and how long it is: the longest fills its row, 100."""
    longest = max(bar.count for bar in chart.bars)
    return [(bar, _percent(bar.share), round(bar.count / longest * 100, 2)) for bar in chart.bars]


def _percent(share: float) -> str:
    return gettext("under 1%%") if share < 0.005 else format_percent(share, "#0%")


def _number(number: int) -> str:
    return str(format_decimal(number))


def _profile(show: Show) -> Profile:
    """The profile as it was counted within the last minute."""
    # The address of the database tells installations apart that run in one process, as tests do.
    key, moment = (str(db.engine.url), show.id, show.version), time.monotonic()
    if (held := _kept.get(key)) is not None and moment - held[0] < KEPT_SECONDS:
        return held[1]
    found = audience_profile.profile(db.session(), show)
    _kept[key] = (moment, found)
    while len(_kept) > _KEPT_SHOWS:
        _kept.popitem(last=False)
    return found


def _card(show: Show, found: Profile, language: str) -> ProfileCard:
    where = show.text("venue") or show.text("city")
    facts = (formats.dates_line(show, language) if show.show_days else "", where.in_(language))
    name = show.text("name").in_(language)
    organizer, phone = show.text("organizer").in_(language), formats.phone(show.contact_phone)
    as_of = gettext("As of %(when)s", when=formats.moment(found.at, show))
    return ProfileCard(
        slug=show.slug,
        motif=show.motif,
        title=gettext("Audience profile"),
        show=name + (DEMONSTRATION.in_(language) if show.is_demo else ""),
        lines=tuple(filter(None, facts)),
        total=_number(found.total),
        total_word=gettext("visitors registered"),
        charts=tuple(_chart(chart, language) for chart in found.charts),
        foot=(*rules(), as_of, " ".join(filter(None, (organizer, phone)))),
    )


def _chart(chart: Chart, language: str) -> ProfileChart:
    bars = tuple(
        ProfileBar(
            bar.label.in_(language), f"{_number(bar.count)} · {share}", length / 100, bar.is_other
        )
        for bar, share, length in scaled(chart)
    )
    return ProfileChart(chart.title.in_(language), note(chart), bars)
