"""What saved views say, in the reader's language."""

from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from exhibition.database import db
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries import questions, registrations
from exhibition.queries.filters import NEWEST_FIRST, RegistrationFilter
from exhibition.services import filter_words
from exhibition.web import formats
from exhibition.web.organizer import list_columns, masking


class Words:
    """The words for views of one list."""

    def __init__(self, show: Show, kind: Kind) -> None:
        self._show, self._kind = show, kind
        self._questions = questions.of_show(db.session(), show)
        self._channels = registrations.channel_names(db.session(), show)
        self._columns = {c.key: c.word for c in list_columns.available(kind, self._questions)}

    def of_filter(self, arguments: Any) -> str:
        """The filter and the order."""
        wanted = RegistrationFilter.from_args(
            MultiDict((str(name), str(value)) for name, value in arguments),
            self._show,
            self._kind,
            questions=self._questions,
            channels=self._channels,
        )
        colon = "：" if formats.locale() == "zh" else ": "
        parts = filter_words.worded(wanted, self._show, self._questions, self._channels)
        said = [
            f"{formats.localized(part.label)}{colon}{formats.localized(part.value)}"
            for part in parts
        ]
        if wanted.sort != NEWEST_FIRST:
            key = wanted.sort.removeprefix("-")
            said.append(gettext("sorted by %(column)s", column=self._columns.get(key, key)))
        return masking.in_text(" · ".join(said) or gettext("all rows"), self._kind)

    def of_columns(self, keys: Any) -> str:
        """The headings, from left to right."""
        return " · ".join(self._columns[key] for key in keys if key in self._columns)
