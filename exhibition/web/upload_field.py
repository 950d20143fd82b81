"""A field for files, such as a business licence."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms.validators import StopValidation

from exhibition.web.fields import OwnField, Sentence, spoken

#: What the file store takes of one file.
MAX_FILE_MB = 10


class UploadField(OwnField):
    """Files, at most ``most``. Their content is checked by the file store, not here."""

    kind = "upload"
    own_attrs: Mapping[str, str] = {}

    def __init__(self, label: Sentence, most: int = 1, **options: Any) -> None:
        super().__init__(label, **options)
        self.most = most
        #: Files of this field that were handed in before, and those of them to take away.
        self.kept: Sequence[Any] = ()
        self.removed: Sequence[Any] = ()
        #: Whether a file came since staff asked for one.
        self.is_answered = False

    @property
    def shown(self) -> str:
        """The names of the files."""
        return ", ".join(str(file.filename) for file in self.value)

    @property
    def too_large(self) -> str:
        """The sentence for a file over the limit, said before it is sent."""
        return spoken("too_large", {"n": MAX_FILE_MB})

    @property
    def too_many(self) -> str:
        """The sentence for one file more than the field takes."""
        return spoken("too_many_files", {"most": self.most})

    @property
    def value(self) -> list[FileStorage]:
        """The files that were sent along, in their order."""
        return list(self.data or [])

    def refuse(self, code: str, **params: object) -> None:
        """Adds the sentence for a code of the file store."""
        super().refuse(code, **{"n": MAX_FILE_MB, **params})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps the files that came along."""
        # A browser sends an empty part for a control without a file.
        self.data = [file for file in valuelist if isinstance(file, FileStorage) and file.filename]

    def pre_validate(self, _form: Any) -> None:
        """Raises StopValidation with the sentence for none, or for more than the field takes."""
        if self.missing and not self.value and not self.is_answered:
            raise StopValidation(str(self.missing))
        kept = len(self.kept) - len(self.removed) if self.most > 1 else 0
        if len(self.value) + kept > self.most:
            raise StopValidation(self.too_many)
