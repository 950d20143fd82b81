"""The pages of visitors and exhibitors."""

from exhibition.web.public import (  # noqa: F401 -- they put their pages on the blueprint
    application,
    application_step,
    draft_page,
    entry,
    fascia,
    find,
    invoice,
    landing,
    long_input,
    own_change,
    own_consents,
    own_data,
    own_erasure,
    own_mail,
    own_withdrawal,
    owner,
    pass_check,
    pass_files,
    registering,
    show_pictures,
    uploads,
)
from exhibition.web.public.blueprint import blueprint

__all__ = ["blueprint"]
