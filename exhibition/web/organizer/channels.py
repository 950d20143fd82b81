"""渠道二维码: made in ten seconds, counted, re-pointed when a new edition opens."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import AddressTaken, NotFound
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Channel, Show, Staff
from exhibition.queries import cases
from exhibition.queries import channels as channel_queries
from exhibition.services import channels as channel_service
from exhibition.web import access, errors
from exhibition.web.client import client_address
from exhibition.web.organizer import chart, entry_codes
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.channel_form import (
    ChannelForm,
    NewChannelForm,
    TargetForm,
    form_label,
    kind_label,
    show_label,
)
from exhibition.web.organizer.publish import problems_of

CHART_DAYS = 30


@blueprint.get("/<show_slug>/channels")
@access.needs(Right.READ)
def channels(show_slug: str) -> Response:
    """Every channel of the show with what it brought, and the small form for a new one."""
    return _list(access.load_show(show_slug), NewChannelForm())


@blueprint.post("/<show_slug>/channels")
@access.needs(Right.SETTINGS)
def make_channel(show_slug: str) -> Response:
    """A new channel, or the pair of an article."""
    show, form = access.load_show(show_slug), NewChannelForm()
    if not form.validate():
        return _list(show, form, 422)
    try:
        with transaction() as session:
            made = channel_service.make(
                session,
                show,
                name=form.name.value,
                kind=form.channel_kind,
                forms=form.forms,
                slug=form.slug.value,
                staff=access.current_staff(),
                address=client_address(),
            )
    except AddressTaken as error:
        form.slug.errors = [errors.spoken(error)]
        return _list(access.load_show(show_slug), form, 422)
    page = "organizer.article_kit" if len(made) > 1 else "organizer.channel"
    return _to(page, show, made[0])


@blueprint.get("/<show_slug>/channels/<channel_slug>")
@access.needs(Right.READ)
def channel(show_slug: str, channel_slug: str) -> Response:
    """One channel: its code, its counts, where it points and pointed."""
    show = access.load_show(show_slug)
    return _page(show, entry_codes.load_channel(show, channel_slug))


@blueprint.post("/<show_slug>/channels/<channel_slug>")
@access.needs(Right.SETTINGS)
def rename_channel(show_slug: str, channel_slug: str) -> Response:
    """Another name or kind; what is printed stays."""
    show = access.load_show(show_slug)
    found = _changeable(show, channel_slug)
    form = ChannelForm(_colleagues(show, found))
    if not form.validate():
        return _page(show, found, 422, name_form=form)
    with transaction() as session:
        channel_service.rename(
            session,
            entry_codes.load_channel(show, channel_slug),
            form.name.value,
            form.channel_kind,
            owner=session.get(Staff, form.owner_id) if form.owner_id else None,
            staff=access.current_staff(),
            address=client_address(),
        )
    flash(gettext("Saved."), "ok")
    return _to("organizer.channel", show, found)


@blueprint.post("/<show_slug>/channels/<channel_slug>/target")
@access.needs(Right.SETTINGS)
def repoint_channel(show_slug: str, channel_slug: str) -> Response:
    """Another show or form behind the same printed code."""
    show = access.load_show(show_slug)
    found = _changeable(show, channel_slug)
    form = TargetForm(found, _possible_shows(found))
    if not form.validate():
        return _page(show, found, 422, target_form=form)
    with transaction() as session:
        target = access.load_show(form.show.value)
        channel_service.repoint(
            session,
            entry_codes.load_channel(show, channel_slug),
            target,
            Kind(form.target.value),
            staff=access.current_staff(),
            address=client_address(),
        )
    opened = {"show": show_label(target), "form": form_label(form.target.value)}
    flash(gettext("The code now opens: %(form)s, %(show)s.", **opened), "ok")
    return _to("organizer.channel", target, found)


def _possible_shows(found: Channel) -> list[Show]:
    """Where the code may point: its own show, and those where the reader may change settings."""
    return [
        show
        for show in channel_queries.possible_shows(db.session(), found)
        if show.id == found.show_id or access.may_in(Right.SETTINGS, show)
    ]


def _name_form(show: Show, found: Channel) -> ChannelForm:
    owner = str(found.owner_id or "")
    said = {"name": found.name, "kind": found.kind, "owner": owner}
    return ChannelForm(_colleagues(show, found), data=said)


def _colleagues(show: Show, found: Channel) -> list[Staff]:
    """Who may look after those who come by it, and who does now whatever they may."""
    able = list(cases.colleagues(db.session(), show))
    return able if found.owner is None or found.owner in able else [*able, found.owner]


def _label(show: Show) -> str:
    """A show as the reader may know of it."""
    return show_label(show) if show in access.own_shows() else gettext("another show")


def _changeable(show: Show, slug: str) -> Channel:
    """The channel, where the reader may change what it opens now. Raises ``NotFound``."""
    found = entry_codes.load_channel(show, slug)
    if not access.may_in(Right.SETTINGS, found.show):
        raise NotFound()
    return found


def _list(show: Show, form: NewChannelForm, status: int = 200) -> Response:
    html = render_template(
        "organizer/channels.html",
        show=show,
        form=form,
        lines=channel_queries.of_show(db.session(), show),
        is_red=bool(problems_of(show)),
        network_only=settings().network_only,
        address=entry_codes.address,
        kind_label=kind_label,
        form_label=form_label,
        show_label=_label,
    )
    return make_response(html, status)


def _page(
    show: Show,
    found: Channel,
    status: int = 200,
    *,
    name_form: ChannelForm | None = None,
    target_form: TargetForm | None = None,
) -> Response:
    session, today = db.session(), now().astimezone(show.zone).date()
    shows = _possible_shows(found)
    days = channel_queries.by_day(session, show, found, today, CHART_DAYS)
    html = render_template(
        "organizer/channel.html",
        show=show,
        channel=found,
        line=channel_queries.line(session, show, found),
        days=days,
        chart=chart.bars([(day.scanned, day.submitted) for day in days]),
        name_form=name_form or _name_form(show, found),
        target_form=target_form or TargetForm(found, shows),
        is_red=bool(problems_of(found.show)),
        network_only=settings().network_only,
        address=entry_codes.address(found),
        kind_label=kind_label,
        form_label=form_label,
        show_label=_label,
        is_own=found.show in access.own_shows(),
        may_change=access.may_in(Right.SETTINGS, found.show),
    )
    return make_response(html, status)


def _to(endpoint: str, show: Show, found: Channel) -> Response:
    where = url_for(endpoint, show_slug=show.slug, channel_slug=found.slug)
    return make_response(redirect(where, 303))
