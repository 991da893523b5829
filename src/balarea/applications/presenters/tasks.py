"""The task list of a draft."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from balarea.applications import models
from balarea.catalogue import definition as engine

FINISHED = frozenset({"DONE", "OPTIONAL"})


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A page or a document to add; `key` is its id within the definition."""

    key: str
    title: str
    address: str
    status: str

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED


@dataclasses.dataclass(frozen=True, slots=True)
class TaskList:
    """All tasks before filing.

    `maybe`: documents that later answers may require, as id and words.

    `exit` is the address of the page on which the form ends without filing.
    """

    pages: Sequence[Task]
    files: Sequence[Task]
    maybe: Sequence[tuple[str, str]]
    check: str
    exit: str = ""

    @property
    def left(self) -> int:
        return sum(not task.is_finished for task in (*self.pages, *self.files))

    @property
    def total(self) -> int:
        return len(self.pages) + sum(t.status != "OPTIONAL" for t in self.files)

    @property
    def done(self) -> int:
        return self.total - self.left

    def after(self, key: str = "") -> str:
        """The address of the next unfinished task after `key`, else the check page.

        Where the form ends without filing it is that page, whatever is unfinished.
        """
        if self.exit:
            return self.exit
        tasks = [*self.pages, *self.files]
        place = next((n for n, task in enumerate(tasks) if task.key == key), -1)
        for task in [*tasks[place + 1 :], *tasks[: place + 1]]:
            if not task.is_finished and task.key != key:
                return task.address
        return self.check

    def before(self, key: str = "") -> Task | None:
        """The task before `key`; for the check page the last one."""
        tasks = [*self.pages, *self.files]
        place = next((n for n, task in enumerate(tasks) if task.key == key), len(tasks))
        return tasks[place - 1] if place else None

    @property
    def first(self) -> str:
        """The address of the first unfinished task."""
        return self.after()


def task_list(
    draft: models.Draft,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    counts: Mapping[str, int],
    problems: Sequence[engine.Problem],
    language: str,
    *,
    as_of: dt.date,
) -> TaskList:
    """The tasks of a draft, by its answers so far."""
    wrong = {problem.page for problem in problems if problem.page}
    pages = [
        Task(
            page.id,
            page.title.of(language),
            address("page", draft.id, page.id),
            _page_status(page, draft, answers, page.id in wrong),
        )
        for page in engine.visible_pages(definition, answers, as_of=as_of)
        if page.exit is None
    ]
    bad = {problem.field for problem in problems if not problem.page}
    files = [
        Task(
            requirement.id,
            requirement.title.of(language),
            address("evidence", draft.id, requirement.id),
            _file_status(
                requirement, counts.get(requirement.id, 0), requirement.id in bad
            ),
        )
        for requirement in engine.requirements(definition, answers, as_of=as_of)
        if requirement.evidence == "UPLOAD"
    ]
    maybe = [
        (
            one.id,
            " – ".join(filter(None, (one.title.of(language), _case(one, language)))),
        )
        for one in engine.possible_requirements(definition, answers, as_of=as_of)
        if one.evidence == "UPLOAD"
    ]
    ends = engine.exit_page(definition, answers, as_of=as_of)
    exit_address = address("page", draft.id, ends.id) if ends is not None else ""
    check = address("check", draft.id)
    return TaskList(pages, files, maybe, check, exit_address)


def _case(requirement: engine.Requirement, language: str) -> str:
    """The definition's sentence about when it is required; else empty."""
    return requirement.when_text.of(language) if requirement.when_text else ""


def address(name: str, *args: UUID | str) -> str:
    """The address of one of the citizen's pages."""
    return reverse(f"applications:{name}", args=args)


def _page_status(
    page: engine.Page,
    draft: models.Draft,
    answers: Mapping[str, Any],
    is_wrong: bool,
) -> str:
    if page.id in draft.pages_done:
        return "PROBLEM" if is_wrong else "DONE"
    if any(field.id in answers for field in page.fields):
        return "STARTED"
    return "TODO"


def _file_status(requirement: engine.Requirement, count: int, is_wrong: bool) -> str:
    if count:
        return "PROBLEM" if is_wrong else "DONE"
    return "TODO" if requirement.required else "OPTIONAL"
