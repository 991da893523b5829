"""Ready reasons of every service as options of a list, in the reader's language."""

from balarea.applications.general_reasons import REASONS, Use


def options(use: Use) -> list[tuple[str, str]]:
    """(code, reason) to choose from."""
    return [(code, str(text)) for code, text in REASONS[use].items()]


def all_options() -> dict[str, list[tuple[str, str]]]:
    """The same for every use."""
    return {str(use): options(use) for use in Use}
