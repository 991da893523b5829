"""Links between services, and requirements in words: in which cases they apply."""

from collections.abc import Iterator, Mapping

from .endings import Exit, Renewal
from .errors import Defect
from .format import (
    Definition,
    Ineligible,
    Page,
    Requirement,
)
from .standards import StandardRequirement


def when_defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """Requirements that have only one of `when` and `when_text`."""
    for requirement in definition.requirements:
        path = f"requirements.{requirement.id}.when_text"
        if requirement.when is not None and requirement.when_text is None:
            yield path, "says in which cases the rule `when` asks for it"
        if requirement.when is None and requirement.when_text is not None:
            yield path, "needs the rule `when`, or the case is nobody's"


def exit_defects(page: Page, path: str) -> Iterator[tuple[str, str]]:
    """An exit page has a condition and a reason, and asks no questions."""
    if page.exit is None:
        return
    if page.show_if is None:
        yield path, "an exit page is shown to some only: give it show_if"
    if page.intro is None:
        yield path, "an exit page says in its intro why the form ends there"
    if page.fields:
        yield path, "an exit page asks nothing"


def unknown_services(definitions: Mapping[str, Definition]) -> Iterator[Defect]:
    """Links to a service that doesn't exist, or to the service itself."""
    for code, definition in definitions.items():
        for path, one in _linked(definition):
            if one.service == code:
                yield Defect(code, path, "is another service than this one")
            elif one.service not in definitions:
                yield Defect(code, path, f"{one.service} is no known service")


type _Linked = Requirement | StandardRequirement | Ineligible | Renewal | Exit


def _linked(definition: Definition) -> Iterator[tuple[str, _Linked]]:
    for requirement in definition.requirements:
        if requirement.service is not None:
            yield f"requirements.{requirement.id}.service", requirement
    for index, listed in enumerate(definition.standard.requirements):
        if listed.service is not None:
            yield f"standard.requirements[{index}].service", listed
    for question in definition.eligibility:
        if question.otherwise.service is not None:
            yield f"eligibility.{question.id}.service", question.otherwise
    for page in definition.pages:
        if page.exit is not None and page.exit.service is not None:
            yield f"pages.{page.id}.exit.service", page.exit
    if definition.renewal is not None and definition.renewal.service is not None:
        yield "renewal.service", definition.renewal
