"""Files that came with a form, examined before the transaction that stores them."""

from django.http import HttpRequest

from balarea.documents import uploads
from balarea.documents.intake import Accepted


def examined(request: HttpRequest, field: str) -> list[tuple[str, Accepted]]:
    """The names and files of a field; each takes seconds.

    Raises:
        documents.errors.FileRefused: the first one that can't be taken.
    """
    return [
        (file.name or "", uploads.examine(file.read()))
        for file in request.FILES.getlist(field)
    ]
