"""疑似重复: the groups of registrations that may be one, and what staff say of them."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import select

from exhibition.database import db, transaction
from exhibition.domain import codes
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.likeness import REASONS
from exhibition.domain.likeness_groups import Group
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import PairApart, Registration, Show
from exhibition.queries import look_alikes as alikes
from exhibition.services import likeness
from exhibition.web import access
from exhibition.web.organizer import alike_words, masking, refusals
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.list_cells import short_moment
from exhibition.web.organizer.loading import LISTING, LISTINGS, place_of

#: Of a group that is larger the page shows the first ones.
SHOWN = 12
#: As many are told apart at once: 66 pairs.
TICKS = 12


@dataclass(frozen=True)
class Shown:
    """A group as the page shows it."""

    reasons: list[str]
    members: list[Registration]
    #: How many more there are.
    more: int


@blueprint.get("/<show_slug>/look-alikes")
@access.needs(Right.LOOK_UP)
def look_alikes(show_slug: str) -> Response:
    """The groups of one kind, the newest first, or the pairs that were told apart."""
    show, kind = access.load_show(show_slug), _kind()
    if request.args.get("apart") == "1":
        return _page(show, kind, apart=alikes.told_apart(db.session(), show, kind))
    reason = next((one for one in REASONS[kind] if one == request.args.get("reason")), None)
    found = alikes.of_show(db.session(), show, kind, (reason,) if reason else ())
    pages = max(1, -(-len(found) // alikes.PAGE_SIZE))
    number = min(_number(), pages)
    chosen = found[(number - 1) * alikes.PAGE_SIZE : number * alikes.PAGE_SIZE]
    return _page(
        show,
        kind,
        groups=_shown(chosen),
        count=len(found),
        reason=reason,
        number=number,
        pages=pages,
    )


@blueprint.post("/<show_slug>/look-alikes/apart")
@access.needs(Right.DECIDE)
def tell_apart(show_slug: str) -> Response:
    """Notes that registrations are not the same, every one and every other of them."""
    show = access.load_show(show_slug)
    chosen = chosen_ones(show, request.form.getlist("ref"))
    if not 2 <= len(chosen) <= TICKS:
        flash(gettext("Tick at least two, and at most twelve."), "warn")
        return to_list(show, _kind_of(chosen))
    try:
        with transaction() as session:
            staff = access.current_staff()
            new = [likeness.say_apart(session, two, staff) for two in combinations(chosen, 2)]
    except ExhibitionError as refused:
        flash(refusals.spoken(refused), "warn")
        return to_list(show, _kind_of(chosen))
    said = ngettext(
        "Noted: not the same. They are no longer shown as a pair.",
        "Noted: not the same, %(num)s pairs. They are no longer shown.",
        max(1, sum(new)),
    )
    flash(said, "ok")
    return to_list(show, _kind_of(chosen))


@blueprint.post("/<show_slug>/look-alikes/apart/<int:pair_id>/undo")
@access.needs(Right.DECIDE)
def tell_together(show_slug: str, pair_id: int) -> Response:
    """Takes it back: the two are shown as a pair again."""
    show = access.load_show(show_slug)
    found = db.session.scalar(
        select(PairApart).where(PairApart.id == pair_id, PairApart.show_id == show.id)
    )
    if found is None:
        raise NotFound()
    kind = found.first.kind
    with transaction() as session:
        likeness.say_together(session, found, access.current_staff())
    flash(gettext("They are shown as look-alikes again."), "ok")
    return to_list(show, kind)


def chosen_ones(show: Show, texts: list[str]) -> list[Registration]:
    """The registrations of a show by the references that were chosen, all of one kind, oldest
    first. Raises ``NotFound`` where one is not there.
    """
    parsed = {codes.parse_reference(text) for text in texts[: 2 * TICKS]}
    found = db.session.scalars(
        select(Registration)
        .where(Registration.show_id == show.id, Registration.reference.in_(parsed - {None}))
        .order_by(Registration.id)
    ).all()
    if len(found) < len(parsed) or len({one.kind for one in found}) > 1:
        raise NotFound()
    return list(found)


def to_list(show: Show, kind: Kind) -> Response:
    """Back to the groups."""
    address = url_for("organizer.look_alikes", show_slug=show.slug, kind=LISTING[kind])
    return make_response(redirect(address, 303))


def _page(show: Show, kind: Kind, **more: Any) -> Response:
    html = render_template(
        "organizer/look_alikes.html",
        show=show,
        kind=kind,
        listing=LISTING[kind],
        kinds=[(LISTING[one], alike_words.both_kinds(one), one) for one in Kind],
        all_reasons=[(one.value, alike_words.reason(one)) for one in REASONS[kind]],
        place_of=place_of,
        phone=masking.listed,
        seen=masking.in_text,
        short_moment=short_moment,
        **{"groups": (), "count": 0, "reason": None, "apart": None, **more},
    )
    return make_response(html)


def _shown(found: list[Group]) -> list[Shown]:
    wanted = [group.ids[:SHOWN] for group in found]
    rows = alikes.load(db.session(), {id for ids in wanted for id in ids})
    return [
        Shown(
            [alike_words.reason(one) for one in group.reasons],
            [rows[id] for id in ids if id in rows],
            len(group.ids) - len(ids),
        )
        for group, ids in zip(found, wanted, strict=True)
    ]


def _kind() -> Kind:
    return LISTINGS.get(request.args.get("kind", ""), Kind.VISITOR)


def _kind_of(chosen: list[Registration]) -> Kind:
    return chosen[0].kind if chosen else Kind.VISITOR


def _number() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1
