"""What a stranger sees who scans a pass: whether it is valid, and for which show. Nothing else."""

from flask import render_template

from exhibition.database import db
from exhibition.domain.status import PassState
from exhibition.services import passes
from exhibition.web.public import limits
from exhibition.web.public.blueprint import blueprint, prefer_show


@blueprint.get("/p/<code>")
@blueprint.get("/P/<code>")
@limits.guesses
def pass_check(code: str) -> tuple[str, int]:
    """Valid, not valid yet, or not valid; an unknown code gets 404 in the same layout."""
    entry_pass = passes.find(db.session(), code)
    if entry_pass is None:
        return render_template("public/pass_check.html", show=None, state="unknown"), 404
    state = entry_pass.state
    shown = PassState.VOID if state is PassState.REVOKED else state
    show = entry_pass.registration.show
    prefer_show(show)
    return render_template("public/pass_check.html", show=show, state=shown.value), 200
