"""Django's request, which decodes only what can be decoded."""

import codecs
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

READ = frozenset({"utf-8", "ascii"})


class Request(WSGIRequest):
    """A request whose text is UTF-8.

    A request may name any of Python's codecs for its text, among them such as decode
    no text (`hex`, `zip`) or raise what nobody expects (`idna`). Django decodes the
    address by it as soon as it is handed over, before any middleware could refuse it,
    and refuses forms by any name but `utf-8`, on the page that tells of it too. So it
    is told of no charset at all.
    """

    is_charset_unread = False

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        given = meta.get("CONTENT_TYPE", "")
        try:
            self.content_type, self.content_params = parse_header_parameters(given)
        except (LookupError, ValueError):  # a parameter names a codec too (RFC 2231)
            kind = given.partition(";")[0].strip().lower()
            self.content_type, self.content_params = kind, {}
            self.is_charset_unread = True
            return
        charset = self.content_params.pop("charset", "")
        self.is_charset_unread = not _is_read(charset)


class Handler(WSGIHandler):
    request_class = Request


def _is_read(charset: str) -> bool:
    """Whether it is one of ours, or none at all, which means nothing."""
    try:
        return not charset or codecs.lookup(charset).name in READ
    except (LookupError, ValueError):
        return True
