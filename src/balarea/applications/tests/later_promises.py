"""Promises of pages about the desk, other agencies and remedies, and who keeps each."""

from collections.abc import Mapping

A = "balarea.applications.operations."
MANAGING = "balarea.people.operations.managing:"
# Only a provider's signed callback pays a bill: there is no step for cash.
NO_CASH = "balarea.payments.operations.callbacks:settle_bill"
# No job ends a suspension: whether it runs follows from its days.
SUSPENDED = "balarea.documents.rules:is_suspended"

OPENED = "balarea.vault.operations:open_many"
COVERT = "balarea.applications.queries.access_requests:covert_orders"

LATER: Mapping[str, str] = {
    "Each download is recorded in the public log.": (
        "balarea.transparency.operations:record_state_export"
    ),
    "Nobody takes or gives its cases.": A + "assigning:take",
    "drawn by lot, so that nobody chooses them": A + "drawing:complete",
    "Nobody here chooses": A + "drawing:complete",
    "It counts only with their common signature, which we verify.": (
        "balarea.transparency.draw.rounds:verify"
    ),
    "The system refuses anybody a second of these steps.": (
        "balarea.applications.queries.separation:keeps_out"
    ),
    "Nobody names a successor.": A + "drawing:replace",
    "less one for each case that lies with them, and never less than one": (
        "balarea.applications.draw_rules:weight"
    ),
    "count every opening, and nobody can open anything unseen.": OPENED,
    "Every opening is counted here, and nobody can open anything unseen.": OPENED,
    "every opening was shown to its person at once.": OPENED,
    "The supervisor sees it at once, and you see it on a day": COVERT,
    "You see each at once; the person sees it from its day on.": COVERT,
    "A supervisor must approve it, and the public log has it at once.": (
        A + "covert_access:decide"
    ),
    "You see what goes before you give it.": A + "assigning:give_all",
    "Approved: it takes effect at once": A + "measures:decide",
    "Nobody decides on it then": A + "objecting:withdraw_objection",
    "One person suffices": A + "measures:lift",
    "After it the document is in force again by itself.": SUSPENDED,
    "then the document is in force again by itself": SUSPENDED,
    "withdrew it on %(moment)s. Nobody decides on it.": (
        A + "objection_outcomes:decide_objection"
    ),
    "By our own rule nobody decides on it": A + "objection_outcomes:decide_objection",
    "another one decides. You get a message.": A + "correction_outcomes:approve",
    "yours is not valid any more, and you get a message.": (
        A + "following:notify_of_successor"
    ),
    "Until it is used you can take it back.": A + "transferring:withdraw_consent",
    "The mall records each by itself; nobody can prevent it.": (
        A + "lapsing:record_lapse"
    ),
    "What you save is on the public pages at once, and on new documents.": (
        "balarea.catalogue.operations.publishing:publish_offices"
    ),
    "Never cash": NO_CASH,
    "never in cash to an officer": NO_CASH,
    "Nobody can act under it any more.": (
        "balarea.people.queries.mandates:is_in_force"
    ),
    "You get a message, and the answer stands here.": A + "third_parties:answer",
    "The answer is told to them at the desk.": (
        "balarea.applications.queries.talk:news_at_desk"
    ),
    "Part of the record, and never a requirement.": A + "noting:add_note",
    "Nobody has to sign in on the phone.": "balarea.applications.views.phone:send",
    "Nobody else tells them.": A + "steps:notify",
    "is decided by itself": A + "deciding_together:grant",
    "Refusals are always taken one by one.": A + "deciding_together:grant",
    "each with a decision of its own": A + "deciding_together:grant_each",
    "what takes it works at once": MANAGING + "revoke_right",
    "At once, without a second person. To give it again": MANAGING + "revoke_right",
    "At once, without a second person: all rights": MANAGING + "dismiss_officer",
    "At once, without a second person. What was decided": MANAGING + "end_delegation",
    "At once, without a second person. What the substitute": (
        MANAGING + "end_substitution"
    ),
    "nobody confirmed it in time": "balarea.people.operations.proposals:lapse",
    "nobody confirmed in time": "balarea.people.operations.proposals:lapse",
    "Nobody else may confirm this at present": (
        "balarea.people.queries.managers:other_managers"
    ),
    "We send them a code with what you ask for.": (
        "balarea.people.operations.mandates:give_by_code"
    ),
    "the step must be there within": "balarea.vault.log_promises:promise_of",
}
