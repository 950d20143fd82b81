"""The back office. Nothing below it is reached without the guard of ``access``."""

from exhibition.web.organizer import (  # noqa: F401 -- they put their pages on the blueprint
    account,
    account_factors,
    actions,
    article_kit,
    audit,
    bulk,
    case,
    channels,
    columns,
    detail,
    edit,
    entry_codes,
    export,
    export_sets,
    export_with_set,
    exports,
    home,
    identity,
    outbox,
    overview,
    publish,
    queue,
    record_parts,
    registrations,
    remove_tests,
    review,
    show_changes,
    show_page,
    show_pictures,
    staff,
)
from exhibition.web.organizer.blueprint import blueprint

__all__ = ["blueprint"]
