"""Why something cannot be done, with the status that stands in the way in plain words."""

from collections.abc import Mapping

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.errors import ExhibitionError, MoveRefused
from exhibition.services.export_words import STATUSES
from exhibition.web import errors, formats

_PASSES: Mapping[str, Bilingual] = {
    "valid": Bilingual("有效", "Valid"),
    "pending": Bilingual("尚未生效", "Not valid yet"),
    "void": Bilingual("无效", "Not valid"),
    "revoked": Bilingual("已撤销", "Revoked"),
}


def spoken(refused: ExhibitionError) -> str:
    """The sentence of an error in the reader's language."""
    if not isinstance(refused, MoveRefused):
        return errors.spoken(refused)
    current = str(refused.params.get("current", ""))
    word = STATUSES.get(current) or _PASSES.get(current)
    shown = formats.localized(word) if word else current
    return errors.spoken(MoveRefused(**{**refused.params, "current": shown}))
