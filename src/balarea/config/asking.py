"""Django's request, which decodes only what can be decoded."""

import codecs
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

READ = frozenset({"utf-8", "ascii", "iso8859-1"})


class Request(WSGIRequest):
    """A request whose text is UTF-8, or Latin-1, which can't fail.

    A request may name any of Python's codecs for its text, among them such as decode
    no text (`hex`, `zip`) or raise what nobody expects (`idna`). Django decodes the
    address by it as soon as it is handed over, before any middleware could refuse it.
    """

    is_charset_unread = False

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        kind, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        if _is_read(parameters.get("charset", "")):
            super()._set_content_type_params(meta)  # type: ignore[misc] # unstubbed
            return
        parameters.pop("charset")
        self.content_type, self.content_params = kind, parameters
        self.is_charset_unread = True


class Handler(WSGIHandler):
    request_class = Request


def _is_read(charset: str) -> bool:
    """Whether it is one of ours, or none at all, which Django ignores."""
    try:
        return not charset or codecs.lookup(charset).name in READ
    except (LookupError, ValueError):
        return True
