"""Translated sentences with figures in them, resolved when they are shown."""

from typing import Any

from django.utils.functional import Promise, keep_lazy_text


@keep_lazy_text
def filled(text: str | Promise, **params: Any) -> str:
    """`text` with its ``%(name)s`` placeholders filled.

    Given a lazy text, the result is lazy too: it follows the language of each request.
    """
    return str(text) % params
