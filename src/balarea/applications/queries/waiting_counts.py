"""What waits for an officer behind each entry of the menu, counted up to a cap."""

from balarea.applications.queries import pending_advice, reviews, worklists
from balarea.applications.queries.measures import waiting_measure_count
from balarea.applications.queries.objections import awaited_objection_count
from balarea.applications.rules import QUEUES
from balarea.people.queries import Scope
from balarea.people.rules import Action

CAP = 100
_REMEDIES = {Action.DECIDE_OBJECTION, Action.DECIDE_APPEAL}


def waiting_counts(scope: Scope) -> dict[str, int]:
    """Address of a menu's entry → how much waits there for this officer's step.

    Each count reads at most `CAP` rows, so it costs the same at any size of the mall.
    Entries behind which nothing can wait for them are left out.
    """
    counts: dict[str, int] = {}
    own = [queue for queue in QUEUES if queue in scope.actions]
    if own:
        counts["/petugas/"] = worklists.waiting_in(scope, own, CAP)
    if Action.DECIDE in scope.actions:
        decide = worklists.waiting_in(scope, [Action.DECIDE], CAP)
        counts["/petugas/keputusan/"] = decide
        counts["/petugas/peninjauan/"] = reviews.awaited_review_count(scope, CAP)
    if Action.ADVISE in scope.actions:
        advice = pending_advice.awaited_advice_count(scope, CAP)
        counts["/petugas/pertimbangan/"] = advice
    if _REMEDIES & scope.actions:
        counts["/petugas/keberatan/"] = awaited_objection_count(scope, CAP)
    if Action.REVOKE in scope.actions:
        counts["/petugas/tindakan/"] = waiting_measure_count(scope, CAP)
    return counts
