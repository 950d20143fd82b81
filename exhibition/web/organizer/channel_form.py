"""The forms of channels: made in ten seconds, renamed, pointed somewhere else."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import StopValidation

from exhibition.domain import identifiers
from exhibition.domain.errors import N_
from exhibition.domain.status import Kind
from exhibition.domain.typed_text import fold_width
from exhibition.models import Channel, Show, Staff
from exhibition.services.channels import SLUG, ChannelKind
from exhibition.web import formats
from exhibition.web.fields import ChoiceField, Option, TextField

KINDS: Mapping[ChannelKind, str] = {
    ChannelKind.ARTICLE: N_("WeChat article"),
    ChannelKind.READ_MORE: N_("“Read more” link"),
    ChannelKind.MENU: N_("Account menu"),
    ChannelKind.MOMENTS: N_("Moments or group"),
    ChannelKind.POSTER: N_("Poster"),
    ChannelKind.SALES: N_("Salesperson"),
    ChannelKind.INVITATION: N_("Exhibitor invitation"),
    ChannelKind.SMS: N_("SMS"),
    ChannelKind.WEBSITE: N_("Website"),
    ChannelKind.OTHER: N_("Other"),
}
FORMS: Mapping[Kind, str] = {
    Kind.EXHIBITOR: N_("Exhibitor application"),
    Kind.VISITOR: N_("Visitor registration"),
}
#: Both forms at once: two codes for one article.
BOTH = "both"
NAME_MAX = 80


def kind_label(kind: str) -> str:
    """Where a channel's code is put, in the language of the page."""
    return gettext(KINDS[ChannelKind(kind)])


def form_label(form: str) -> str:
    """The form a channel opens, in the language of the page."""
    return gettext(FORMS[Kind(form)])


class SlugField(TextField):
    """A short address of one's own choosing, without the part that stands before it."""

    def pre_validate(self, _form: Any) -> None:
        """Takes small letters, digits and dashes, or raises StopValidation with the sentence."""
        self.value = fold_width(self.data[:100]).lower()
        if self.value and not SLUG.fullmatch(self.value):
            raise StopValidation(gettext("2 to 32 letters, digits and dashes"))


class ChannelForm(FlaskForm):
    """What a channel is called and where its code is put."""

    name = TextField(
        lazy_gettext("Name"),
        lambda text: identifiers.one_line(text, NAME_MAX),
        missing=lazy_gettext("Give it a name, for your own lists"),
        attrs={"autocomplete": "off", "maxlength": NAME_MAX},
    )
    kind = ChoiceField(lazy_gettext("Used in"), missing=lazy_gettext("Choose one"))

    #: Only where there are colleagues to choose from.
    owner = ChoiceField(
        lazy_gettext("Salesperson"),
        hint=lazy_gettext("Whoever applies through this code is this person's customer."),
    )

    def __init__(self, colleagues: Iterable[Staff] = (), **kw: Any) -> None:
        super().__init__(**kw)
        self.owner.options = [Option(str(one.id), one.name or one.email) for one in colleagues]
        self.kind.options = [Option(kind.value, gettext(label)) for kind, label in KINDS.items()]

    @property
    def owner_id(self) -> int | None:
        """The chosen colleague, once the form is valid; None for nobody."""
        return int(self.owner.value) if self.owner.value else None

    @property
    def channel_kind(self) -> ChannelKind:
        """The kind, once the form is valid."""
        return ChannelKind(self.kind.value)


class NewChannelForm(ChannelForm):
    """Name, kind, form: everything else is made by itself."""

    target = ChoiceField(lazy_gettext("Opens"), kind="segments", missing=lazy_gettext("Choose one"))
    slug = SlugField(
        lazy_gettext("Short address"),
        str,
        hint=lazy_gettext("Leave it empty and one is made. It cannot be changed later."),
        attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )

    def __init__(self) -> None:
        super().__init__(data={"kind": ChannelKind.ARTICLE.value, "target": BOTH})
        del self.owner
        self.target.options = [
            Option(BOTH, gettext("Both forms, a pair")),
            *(Option(form.value, gettext(label)) for form, label in FORMS.items()),
        ]

    @property
    def forms(self) -> tuple[Kind, ...]:
        """The forms to make a code for, once the form is valid; exhibitors first."""
        return tuple(FORMS) if self.target.value == BOTH else (Kind(self.target.value),)


class TargetForm(FlaskForm):
    """The show and the form that a printed code opens."""

    show = ChoiceField(lazy_gettext("Show"), missing=lazy_gettext("Choose one"))
    target = ChoiceField(lazy_gettext("Opens"), missing=lazy_gettext("Choose one"))

    def __init__(self, channel: Channel, shows: Iterable[Show]) -> None:
        super().__init__(data={"show": channel.show.slug, "target": channel.form})
        self.show.options = [Option(show.slug, show_label(show)) for show in shows]
        self.target.options = [Option(form.value, gettext(label)) for form, label in FORMS.items()]


def show_label(show: Show) -> str:
    """A show as a choice: its name and edition."""
    name, edition = formats.localized(show.text("name")), formats.localized(show.text("edition"))
    return " · ".join(filter(None, (name, edition))) or show.slug
