"""What somebody agreed to, kept with the exact words that stood beside the box."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.details import ConsentGiven
from exhibition.models import Consent, ConsentText, Registration


def keep(session: Session, registration: Registration, consents: Sequence[ConsentGiven]) -> None:
    """Adds a row for every box, ticked or not; the registration may be stored or still new."""
    hashes = [_hash(consent) for consent in consents]
    known = set(session.scalars(select(ConsentText.hash).where(ConsentText.hash.in_(hashes))))
    for text_hash, consent in zip(hashes, consents, strict=True):
        if text_hash not in known:
            _keep_words(session, text_hash, consent, registration.locale)
        registration.consents.append(
            Consent(kind=consent.kind, given=consent.given, text_hash=text_hash)
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
