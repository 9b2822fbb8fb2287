"""The app as `make run` starts it, for clients that know nothing of it."""

from collections.abc import Iterator

import pytest

from tests.server import serve_app


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the app, running on the real collection."""
    with serve_app() as address:
        yield address
