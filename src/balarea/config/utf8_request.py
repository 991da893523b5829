"""Django's request, with its text always read as UTF-8."""

import codecs
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

SUPPORTED = frozenset({"utf-8", "ascii"})


class Utf8Request(WSGIRequest):
    """A request that ignores the charset of its `Content-Type`.

    A request may name any of Python's codecs, among them some that decode no text
    (`hex`, `zip`) or raise unexpected errors (`idna`). Django decodes the address by it
    when the request is created, before any middleware could refuse it, and answers a
    form in any charset but `utf-8` by a fault. So Django sees no charset here, and
    `middleware.require_utf8` refuses one that is not supported.
    """

    is_charset_unsupported = False

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        header = meta.get("CONTENT_TYPE", "")
        try:
            self.content_type, self.content_params = parse_header_parameters(header)
        except (LookupError, ValueError):  # a parameter names a codec too (RFC 2231)
            content_type = header.partition(";")[0].strip().lower()
            self.content_type, self.content_params = content_type, {}
            self.is_charset_unsupported = True
            return
        charset = self.content_params.pop("charset", "")
        self.is_charset_unsupported = not _is_supported(charset)


class Utf8Handler(WSGIHandler):
    request_class = Utf8Request


def _is_supported(charset: str) -> bool:
    """Whether it is UTF-8, ASCII, missing, or no codec at all, which is ignored."""
    try:
        return not charset or codecs.lookup(charset).name in SUPPORTED
    except (LookupError, ValueError):
        return True
