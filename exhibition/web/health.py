"""Whether the process lives and whether the database is ready for it."""

from flask import Blueprint, Response, current_app, jsonify, make_response

from exhibition import readiness
from exhibition.web.extensions import limiter

blueprint = Blueprint("health", __name__)
limiter.exempt(blueprint)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 as long as the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 when the database answers and its schema is current; else 503 with the reason."""
    problem = readiness.problem(current_app.config["SETTINGS"])
    body = {"status": "ready" if problem is None else "not ready", **readiness.facts()}
    if problem is not None:
        body["reason"] = problem
    return make_response(jsonify(body), 200 if problem is None else 503)
