"""One check for all that an office writes to a citizen: does it ask for a file?

A question may ask for none. The deficiency notice may ask for files of the service's
requirements, and for nothing else. Nobody can override it.
"""

from collections.abc import Iterable

from balarea.applications import errors, file_requests, models
from balarea.applications.queries import talk
from balarea.catalogue import queries as catalogue


def check_question(application: models.Application, text: str) -> None:
    """Refuse a question or an answer of an office that asks for any file.

    Raises:
        errors.AsksForFile: it does.
    """
    definition = catalogue.definition(application.definition)
    of_service = talk.names_of_files(definition)
    if word := file_requests.file_requested(text, of_service=of_service):
        raise errors.AsksForFile(word=word)


def check_notice(application: models.Application, texts: Iterable[str]) -> None:
    """Refuse texts of a notice that ask for what no requirement of the service names.

    Raises:
        errors.AsksForFile: one does.
    """
    definition = catalogue.definition(application.definition)
    allowed = file_requests.GENERIC | talk.words_for_files(definition)
    for text in texts:
        if word := file_requests.file_requested(text, allowed=allowed):
            raise errors.AsksForFile(word=word)
