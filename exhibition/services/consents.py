"""What somebody agreed to, kept with the exact words that stood beside the box."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.details import ConsentGiven
from exhibition.domain.errors import NotFound
from exhibition.models import Consent, ConsentText, Registration
from exhibition.queries import merges
from exhibition.services import audit, identity, record

#: What may be given and taken back at any time; the others belong to the registration itself.
OPTIONAL = ("marketing", "exhibitors")
#: May be taken back at any time, and what it allowed to keep is deleted then; it is given with the
#: form only.
SEPARATE = "id"

_KNOWN = select(ConsentText.hash).where(ConsentText.hash.in_(bindparam("hashes", expanding=True)))


def keep(session: Session, registration: Registration, consents: Sequence[ConsentGiven]) -> None:
    """Adds a row for every box, ticked or not; the registration may be stored or still new."""
    hashes = [_hash(consent) for consent in consents]
    known = set(session.scalars(_KNOWN, {"hashes": hashes}))
    for text_hash, consent in zip(hashes, consents, strict=True):
        if text_hash not in known:
            _keep_words(session, text_hash, consent, registration.locale)
        registration.consents.append(
            Consent(kind=consent.kind, given=consent.given, text_hash=text_hash)
        )


def latest(registration: Registration) -> dict[str, Consent]:
    """What was last said to each box, by its kind."""
    return {consent.kind: consent for consent in registration.consents}


def withdraw(session: Session, registration: Registration, kind: str) -> None:
    """Takes an optional consent back, under the words it was given to; never edits the first row.

    Nothing happens where it was not given. Raises ``NotFound`` for a consent that cannot be taken
    back while the registration stands.
    """
    last = _latest(session, registration, kind, (*OPTIONAL, SEPARATE))
    if last is None or not last.given:
        return
    if kind == SEPARATE:
        identity.forget(session, registration)
    taken = Consent(kind=kind, given=False, text_hash=last.text_hash, text=last.text)
    registration.consents.append(taken)
    _log(session, registration, "consent.withdraw", kind)
    if (merge := merges.of_gone(session, registration.id)) is not None:
        # Whoever takes it back means the person, not one of two rows.
        withdraw(session, merge.kept, kind)


def give(session: Session, registration: Registration, consent: ConsentGiven) -> None:
    """Adds an optional consent that was left open or taken back, with the words of today.

    Nothing happens where it stands. Raises ``NotFound`` as ``withdraw`` does.
    """
    last = _latest(session, registration, consent.kind, OPTIONAL)
    if last is not None and last.given:
        return
    keep(session, registration, (consent,))
    _log(session, registration, "consent.give", consent.kind)


def _latest(
    session: Session, registration: Registration, kind: str, known: Sequence[str]
) -> Consent | None:
    if kind not in known:
        raise NotFound()
    record.lock(session, registration)
    session.expire(registration, ["consents"])
    return latest(registration).get(kind)


def _log(session: Session, registration: Registration, action: str, kind: str) -> None:
    session.flush()
    audit.write(
        session,
        action,
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={"consent": kind},
    )


def _hash(consent: ConsentGiven) -> str:
    words = f"{consent.kind}\n{consent.version}\n{consent.text}"
    return hashlib.sha256(words.encode()).hexdigest()


def _keep_words(session: Session, text_hash: str, consent: ConsentGiven, locale: str) -> None:
    words = ConsentText(
        hash=text_hash,
        kind=consent.kind,
        version=consent.version,
        locale=locale,
        text=consent.text,
    )
    try:
        with session.begin_nested():
            session.add(words)
    except IntegrityError:
        # Somebody else agreed to these words for the first time at the same moment.
        pass
