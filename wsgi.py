"""The application object for ``flask --app wsgi`` and for any WSGI server."""

from exhibition import create_app

app = create_app()
