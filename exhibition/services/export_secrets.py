"""The columns of an export that are secrets: pass codes, links to people's own pages, numbers of
identity documents.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from exhibition.domain import keys
from exhibition.domain.export_sets import ID_NUMBER, OWN_PAGE
from exhibition.queries.export_rows import Batch
from exhibition.services import identity

Cell = str | int | Decimal | None
#: The cells of one column, from the database columns of a batch of rows.
Cells = Callable[[Batch], Iterable[Cell]]


@dataclass(frozen=True)
class Secrets:
    """What codes and links are derived from; ``base_url`` stands before them."""

    key: bytes
    base_url: str

    def cells(self, column: str) -> Cells | None:
        """The cells of a column that holds a code or a link; None for any other."""
        if column == "pass_code":
            return self._codes
        if column == "pass_address":
            return lambda batch: [f"{self.base_url}/p/{code}" for code in self._codes(batch)]
        if column == OWN_PAGE:
            return lambda batch: [f"{self.base_url}/r/{token}" for token in self._tokens(batch)]
        if column == ID_NUMBER:
            return self._id_numbers
        return None

    def _id_numbers(self, batch: Batch) -> list[str]:
        pairs = zip(batch["id_sealed"], batch["uid"], strict=True)
        return [sealed and identity.opened(sealed, uid, self.key) for sealed, uid in pairs]

    def _codes(self, batch: Batch) -> list[str]:
        pairs = zip(batch["uid"], batch["pass_revision"], strict=True)
        return [str(keys.pass_code(self.key, uid, revision)) for uid, revision in pairs]

    def _tokens(self, batch: Batch) -> list[str]:
        pairs = zip(batch["uid"], batch["owner_revision"], strict=True)
        return [str(keys.owner_token(self.key, uid, revision)) for uid, revision in pairs]
