"""Promises of pages about the desk, other agencies and remedies, and who keeps each."""

from collections.abc import Mapping

A = "balarea.applications.operations."
# Only a provider's signed callback pays a bill: there is no step for cash.
NO_CASH = "balarea.payments.operations.callbacks:settle_bill"

LATER: Mapping[str, str] = {
    "By our own rule nobody decides on it": A + "objection_outcomes:decide_objection",
    "another one decides. You get a message.": A + "correction_outcomes:approve",
    "yours is not valid any more, and you get a message.": (
        A + "following:notify_of_successor"
    ),
    "Until it is used you can take it back.": A + "transferring:withdraw_consent",
    "The mall records each by itself; nobody can prevent it.": (
        A + "lapsing:record_lapse"
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
    "We send them a code with what you ask for.": (
        "balarea.people.operations.mandates:give_by_code"
    ),
}
