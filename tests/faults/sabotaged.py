"""The application with its guard taken out: the registration is committed before the rest.

The fault tests must be seen to fail against it; otherwise they prove nothing.
"""

import time

from exhibition import create_app
from exhibition.services import people
from exhibition.services.people import refresh_further


def commit_too_early(session, registration):
    """Commits what is there, dawdles, then goes on."""
    session.commit()
    time.sleep(0.03)
    refresh_further(session, registration)


people.refresh_further = commit_too_early
app = create_app()
