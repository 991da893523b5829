"""Every operation writes a log entry, or is listed here with the reason.

It searches for a path of calls from the operation to `record`, by name. Whether the
path is taken each time is checked at COMMIT (`test_no_log_no_commit`).
"""

import ast
import functools
from collections.abc import Iterable, Iterator

import pytest

from balarea.config.generated_docs.call_graph import Calls
from tests.architecture.source import Source, app_sources, name_of, snippet

RECORD = "balarea.transparency.operations.record"

# Public operations without a log entry, and why.
SILENT = {
    **dict.fromkeys(
        (
            "balarea.visits.operations.booking_limits.check_person",
            "balarea.visits.operations.booking_limits.count_request",
            "balarea.visits.operations.booking_limits.count_move",
        ),
        "a limit of the appointment whose step logs",
    ),
    "balarea.visits.operations.queue_days.lock": (
        "locks a queue's day for the step that logs"
    ),
    "balarea.visits.operations.queue_days.count": (
        "counts a number whose entry says that it was given"
    ),
    "balarea.visits.operations.printing.print_again": "asks for a slip once more",
    "balarea.visits.operations.printing.print_first": "asks for a slip",
    "balarea.visits.operations.kiosk_arrivals.find": "counts wrong codes of a network",
    "balarea.visits.operations.looking_up.by_code": "counts wrong codes of a network",
    "balarea.visits.operations.remote.count_code_try": "counts tries of a code",
    "balarea.visits.operations.at_desk.find": (
        "looks up whose number it is; a wrong code stays counted"
    ),
    "balarea.visits.operations.steps.lock": "locks a number for the step that logs",
    "balarea.visits.operations.desks.lock_session": (
        "locks a desk for the step that logs"
    ),
    "balarea.visits.operations.estimating.show": (
        "stores a waiting time that is shown; no step of power"
    ),
    "balarea.visits.operations.estimating.refresh": (
        "stores the waiting times that are shown; no step of power"
    ),
    "balarea.visits.operations.wait_history.learn": (
        "sums up a past day's waits; no step of power"
    ),
    "balarea.visits.operations.wait_history.record_day": (
        "sums up a past day's waits; no step of power"
    ),
    "balarea.visits.operations.wait_history.store": (
        "sums up a past day's waits; no step of power"
    ),
    "balarea.visits.operations.announcing.announce_call": (
        "part of a call, whose entry covers it"
    ),
    "balarea.transparency.publishing.integration.begin": (
        "begins the published log, which is made of entries"
    ),
    "balarea.transparency.publishing.integration.integrate": (
        "gives entries their place in the published log"
    ),
    "balarea.transparency.publishing.integration.record_publication": (
        "stores a checkpoint that signer and witnesses signed for everybody to see"
    ),
    "balarea.transparency.publishing.integration.note_fault": (
        "says why nothing is published at the moment; no step of power"
    ),
    "balarea.applications.operations.assigning.save_preference": (
        "how an officer's own worklist is shown; no step of power"
    ),
    "balarea.applications.operations.worklist_filters.save_filter": (
        "how an officer's own worklist is shown; no step of power"
    ),
    "balarea.applications.operations.worklist_filters.choose_start": (
        "with which filter an officer's own worklist opens; no step of power"
    ),
    "balarea.applications.operations.worklist_filters.remove_filter": (
        "removes a filter of an officer's own worklist; no step of power"
    ),
    "balarea.applications.operations.drafting.lock_draft": (
        "reads a draft under its lock; the calling operation writes the entry"
    ),
    "balarea.applications.operations.filing_checks.file_once": (
        "stores the answer to a repeated request; the filing it runs writes the entry"
    ),
    "balarea.documents.operations.document_steps.add_step": "the change that calls it"
    " writes the entry",
    "balarea.documents.operations.linking.link": "`prepare`, which calls it, writes the"
    " entry of the document",
    "balarea.applications.operations.objecting.add_step": "the step that calls it"
    " writes the entry",
    "balarea.applications.operations.steps.add_status_change": (
        "dates a step within an operation; its table refuses COMMIT without an entry"
    ),
    "balarea.applications.operations.steps.lock_case": (
        "reads an application under its lock; the calling step writes the entry"
    ),
    "balarea.applications.operations.authority.lock_case": (
        "the same, with the office in which the officer takes the step"
    ),
    "balarea.applications.operations.asking_advice.renew_pages": (
        "lets nobody act on an old page; what came since was logged by its operation"
    ),
    "balarea.notices.operations.untried": (
        "reads messages under their lock; the operation that updates one logs it"
    ),
    "balarea.applications.operations.steps.run_once": (
        "remembers the answer to a repeated request; no step of power"
    ),
    "balarea.applications.operations.verifying.add_changed_marks": (
        "writes marks within an operation; its table refuses COMMIT without an entry"
    ),
    "balarea.applications.operations.scanning.find_link": (
        "counts tries and opens nothing that is sealed"
    ),
    "balarea.applications.operations.tracking.find": (
        "counts tries and opens nothing that is sealed"
    ),
    "balarea.catalogue.operations.indexing.rebuild": (
        "makes the index from definitions whose publishing was told"
    ),
    "balarea.payments.operations.billing.lock_bills": (
        "locks bills and changes none; whoever asked for it tells what it did"
    ),
    "balarea.people.operations.codes.request_code": (
        "makes a code that proves a contact; the contact that is proved is told"
    ),
    "balarea.documents.operations.issuing.stage_waiting": (
        "stages a job again; the document and its steps stay as they are"
    ),
    "balarea.people.operations.factors.check_totp": (
        "spends a code; signing in changes nobody's rights"
    ),
    "balarea.people.operations.factors.use_passkey": (
        "notes when a key was last used; signing in changes nobody's rights"
    ),
    "balarea.people.operations.contacts.choose_language": (
        "a person's own wish, with no power over anybody"
    ),
    "balarea.people.operations.expiry.forget_sessions": (
        "removes sessions that open nothing any more"
    ),
    "balarea.vault.operations.seal": (
        "part of a step: what points to the sealed thing answers to the log"
    ),
    "balarea.vault.operations.replace": (
        "a draft that its owner still writes; saving the draft is told"
    ),
    "balarea.vault.operations.delete_sealed": (
        "part of a step: what pointed to the sealed thing answers to the log"
    ),
    "balarea.vault.operations.check_content": (
        "compares and hands nothing out; the step that asked for it tells"
    ),
    "balarea.vault.operations.sweep": (
        "removes files that no row names, so nothing that anybody was told of"
    ),
    "balarea.vault.operations.cache_key": (
        "keeps a key in memory for the running operation; it opens nothing"
    ),
    "balarea.vault.operations.log_secret": (
        "gives the key that entries commit with; opens nothing"
    ),
}


class Operations(Calls):
    """The operations of all apps, and which of them write to the log."""

    def __init__(self, sources: Iterable[Source]) -> None:
        super().__init__({source.module: source.tree for source in sources})

    def logging(self) -> set[str]:
        """Every function that appends an entry, itself or by what it calls."""
        calls = {name: self.called(name) for name in self.bodies}
        writing = {RECORD}
        while more := {n for n, called in calls.items() if called & writing} - writing:
            writing |= more
        return writing

    def operations(self) -> Iterator[str]:
        for name, (_, node) in self.bodies.items():
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                decorators = {
                    name_of(d).rpartition(".")[2] for d in node.decorator_list
                }
                if "operation" in decorators:
                    yield name

    def silent(self) -> set[str]:
        return set(self.operations()) - self.logging()


@functools.cache
def all_operations() -> Operations:
    return Operations(app_sources())


def test_every_operation_tells_the_log_or_says_why_not() -> None:
    assert not sorted(all_operations().silent() - SILENT.keys())


def test_no_excuse_outlives_its_silence() -> None:
    assert not sorted(SILENT.keys() - all_operations().silent())


def test_every_excuse_has_a_reason() -> None:
    assert not [name for name, reason in SILENT.items() if len(reason.split()) < 4]


LOG = snippet("def record(): ...", "src/balarea/transparency/operations.py")
IMPORT_LOG = "from balarea.transparency import operations as log\n"


@pytest.mark.parametrize(
    ("text", "is_silent"),
    [
        ("@operation\ndef submit(*, by, at): x.save()", True),
        ("@operation\ndef submit(*, by, at): _row()\ndef _row(): ...", True),
        ("@operation\ndef submit(*, by, at): other.record()", True),
        (IMPORT_LOG + "@operation\ndef submit(*, by, at): log.record()", False),
        (
            IMPORT_LOG + "@operation\ndef submit(*, by, at): _tell()\n"
            "def _tell(): log.record()",
            False,
        ),
        ("@operation\ndef _submit(*, by, at): x.save()", False),
        ("def submit(): x.save()", False),
    ],
)
def test_a_silent_operation_is_found(text: str, is_silent: bool) -> None:
    silent = Operations([snippet(text), LOG]).silent()
    assert silent == ({"balarea.app.operations.submit"} if is_silent else set())


def test_what_a_package_exports_is_followed() -> None:
    package = "src/balarea/app/operations"
    front = snippet(
        "from balarea.app.operations.filing import file", f"{package}/__init__.py"
    )
    filing = snippet(
        IMPORT_LOG + "@operation\ndef file(*, by, at): log.record()",
        f"{package}/filing.py",
    )
    other = snippet(
        "from balarea.app import operations as app\n"
        "@operation\ndef go(*, by, at): app.file()",
        "src/balarea/other/operations.py",
    )
    assert not Operations([front, filing, other, LOG]).silent()
