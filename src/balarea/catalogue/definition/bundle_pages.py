"""The pages of a bundle's form while its members' questions are merged."""

import dataclasses

from . import logic
from .bundle_names import either
from .format import Expression, Field
from .texts import Text


@dataclasses.dataclass(slots=True)
class FormQuestion:
    """A question of the form; one condition for each service that asks it.

    `page_conditions` are those parts of `conditions` that hold for the whole page of
    the service; `own` is each service's question; `births` are the services' own names
    of the question for a NIK's day.
    """

    field: Field
    conditions: list[Expression] = dataclasses.field(default_factory=list)
    page_conditions: list[Expression] = dataclasses.field(default_factory=list)
    births: list[str] = dataclasses.field(default_factory=list)
    codes: list[str] = dataclasses.field(default_factory=list)
    own: list[Field] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class FormPage:
    """A page of the form, with the codes of the services that ask something there."""

    id: str
    title: Text
    intro: Text | None
    fields: list[FormQuestion] = dataclasses.field(default_factory=list)
    codes: list[str] = dataclasses.field(default_factory=list)

    def append(self, question: FormQuestion) -> None:
        """Ask one more question at the end of the page."""
        self.fields.append(question)
        self.codes += [code for code in question.codes if code not in self.codes]


class FormPages:
    """Every page in order; the last one stays last."""

    def __init__(self, first: FormPage, last: FormPage) -> None:
        self._pages = [first]
        self.last = last

    def add(self, page: FormPage) -> None:
        """Add a page behind the others, unless it is there already."""
        if not any(one is page for one in self._pages):
            self._pages.append(page)

    def filled(self) -> list[FormPage]:
        """The pages that ask something."""
        return [page for page in (*self._pages, self.last) if page.fields]

    def page_of(self, question: FormQuestion) -> FormPage:
        """The page on which a question stands."""
        return next(
            page
            for page in self.filled()
            if any(one is question for one in page.fields)
        )

    def has_inputs(
        self,
        page: FormPage,
        place: FormQuestion | None,
        field: Field,
        condition: Expression,
        for_page: Expression,
    ) -> bool:
        """Whether all that a question's rules need stands before a place on a page.

        Without a `place` it is the end of the page.
        """
        before = self.before(page) | {one.id for one in field.fields}
        if not {*logic.variables(for_page)} <= before:
            return False
        for one in page.fields:
            if one is place:
                break
            before.add(one.field.id)
        needed = {*logic.variables(condition)}
        for limit in field.limits:
            needed |= {*logic.variables(limit.breaks)} - {field.id}
        return needed <= before

    def before(self, page: FormPage) -> set[str]:
        """The questions on earlier pages of the form."""
        before: set[str] = set()
        for one in self.filled():
            if one is page:
                break
            before |= {each.field.id for each in one.fields}
        return before

    def shown(self, page: FormPage, conditions: list[Expression]) -> Expression:
        """When a page is shown: if one of its questions is.

        Where that depends on a question of the page itself, the members' conditions for
        their whole pages count, as they do in their own forms.
        """
        shown = either(conditions)
        if {*logic.variables(shown)} <= self.before(page):
            return shown
        return either(rule for one in page.fields for rule in one.page_conditions)
