"""Rows that are read one by one although they came together: an N+1 query.

Django's `FETCH_RAISE` refuses every lazy read, of one row by itself too, which is no
harm: a case's page may well ask for its agency when it comes to it. Here a row that
came alone may fetch; a row that came with others may not (decision 7).
"""

from typing import Any

import pytest
from django.db.models import Model, fetch_modes


class FetchAlone(fetch_modes.FetchMode):
    """Fail the test when a row of several fetches for itself.

    A failure of pytest is no `Exception`: neither a template nor a job swallows it.
    """

    __slots__ = ()
    track_peers = True

    def fetch(self, fetcher: Any, instance: Model) -> None:
        together = sum(peer() is not None for peer in instance._state.peers)
        if together > 1:
            name = f"{type(instance).__qualname__}.{fetcher.field.name}"
            pytest.fail(
                f"{name} is fetched row by row, for {together} rows that came "
                "together: add it to select_related or prefetch_related"
            )
        fetcher.fetch_one(instance)


FETCH_ALONE = FetchAlone()
