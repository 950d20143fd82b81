"""Forms put aside on the server: no registrations, never counted, exported or shown to staff.

A draft lives for seven days after it was last saved. Each save deletes those whose time is over.
"""

import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from exhibition.domain import codes, keys
from exhibition.domain.clock import now
from exhibition.domain.codes import DraftToken
from exhibition.domain.errors import N_, ExhibitionError
from exhibition.domain.status import Kind
from exhibition.models import Draft, Show
from exhibition.queries import drafts

KEPT = timedelta(days=7)
#: Bytes of one draft, as JSON; the longest honest form has a tenth of it.
MOST_BYTES = 64 * 1024
#: Drafts of one show at a time: no more than 320 MB, whoever saves them.
MOST_OF_A_SHOW = 5_000

Entries = Sequence[tuple[str, str]]


class DraftTooLong(ExhibitionError):
    """More was typed than a draft holds."""

    code = "draft_too_long"
    sentence = N_("This is too much to save. Please shorten the long texts.")
    status = 422


class NoRoomForDrafts(ExhibitionError):
    """The show holds as many drafts as it may."""

    code = "no_room_for_drafts"
    sentence = N_("Saving is not possible at the moment. You can still send the form.")
    status = 429


def save(
    session: Session, show: Show, form: Kind, entries: Entries, token: DraftToken | None
) -> DraftToken:
    """Puts a form aside and gives the token that opens it: the same one where ``token`` is that of
    a draft of this form, else a fresh one. ``entries`` are (name, value) as they were sent.

    Raises ``DraftTooLong``, ``NoRoomForDrafts``.
    """
    typed = [list(entry) for entry in entries]
    if len(json.dumps(typed)) > MOST_BYTES:
        raise DraftTooLong()
    purge(session)
    draft = drafts.find(session, token) if token else None
    if token is None or draft is None or (draft.show_id, draft.form) != (show.id, form.value):
        token, draft = _new(session, show, form)
    draft.entries = typed
    draft.updated_at = now()
    draft.expires_at = now() + KEPT
    session.flush()
    return token


def discard(session: Session, token: DraftToken) -> None:
    """Deletes a draft: it was sent. Nothing happens when it is gone."""
    session.execute(delete(Draft).where(Draft.token_hash == keys.lookup_hash(token)))


def purge(session: Session) -> None:
    """Deletes the drafts whose time is over."""
    session.execute(delete(Draft).where(Draft.expires_at <= now()))


def _new(session: Session, show: Show, form: Kind) -> tuple[DraftToken, Draft]:
    if drafts.count(session, show) >= MOST_OF_A_SHOW:
        raise NoRoomForDrafts()
    token = codes.new_draft_token()
    draft = Draft(token_hash=keys.lookup_hash(token), show_id=show.id, form=form.value)
    session.add(draft)
    return token, draft
