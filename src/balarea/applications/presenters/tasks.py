"""The task list of a draft: what is done, what is left, what comes next."""

import dataclasses
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
    """Everything that filing takes. `maybe` names documents not yet known of."""

    pages: Sequence[Task]
    files: Sequence[Task]
    maybe: Sequence[str]
    check: str

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
        """Where to go from here: the next unfinished task, at last the check."""
        tasks = [*self.pages, *self.files]
        place = next((n for n, task in enumerate(tasks) if task.key == key), -1)
        for task in [*tasks[place + 1 :], *tasks[: place + 1]]:
            if not task.is_finished and task.key != key:
                return task.address
        return self.check

    def before(self, key: str = "") -> Task | None:
        """The part before this one; before the check, the last of them."""
        tasks = [*self.pages, *self.files]
        place = next((n for n, task in enumerate(tasks) if task.key == key), len(tasks))
        return tasks[place - 1] if place else None

    @property
    def first(self) -> str:
        """Where somebody goes on who comes back."""
        return self.after()


def task_list(
    draft: models.Draft,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    counts: Mapping[str, int],
    problems: Sequence[engine.Problem],
    language: str,
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
        for page in engine.visible_pages(definition, answers)
    ]
    bad = {problem.field for problem in problems if not problem.page}
    files = [
        Task(
            wanted.id,
            wanted.title.of(language),
            address("evidence", draft.id, wanted.id),
            _file_status(wanted, counts.get(wanted.id, 0), wanted.id in bad),
        )
        for wanted in engine.requirements(definition, answers)
        if wanted.evidence == "UPLOAD"
    ]
    maybe = [
        " – ".join(filter(None, (wanted.title.of(language), _case(wanted, language))))
        for wanted in engine.possible_requirements(definition, answers)
        if wanted.evidence == "UPLOAD"
    ]
    return TaskList(pages, files, maybe, address("check", draft.id))


def _case(wanted: engine.Requirement, language: str) -> str:
    """In which cases it is asked for, as the definition says it."""
    return wanted.when_text.of(language) if wanted.when_text else ""


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


def _file_status(wanted: engine.Requirement, count: int, is_wrong: bool) -> str:
    if count:
        return "PROBLEM" if is_wrong else "DONE"
    return "TODO" if wanted.required else "OPTIONAL"
