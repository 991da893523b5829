"""What pages of a draft show of a bundle beside its questions."""

from typing import Any

from balarea.applications.presenters import bundles
from balarea.applications.views.citizen import case_pages
from balarea.people import queries as people


def applying_part(opened: case_pages.OpenedDraft) -> dict[str, Any]:
    """Which services apply and what they cost; empty of a single service."""
    if opened.bundle is None:
        return {}
    first = opened.definition.pages[0].id
    return {
        "applying": bundles.applying(
            opened.bundle,
            opened.answers,
            is_settled=first in opened.draft.pages_done,
            agencies=people.agencies(),
            language=case_pages.language(),
            as_of=opened.as_of,
        )
    }
