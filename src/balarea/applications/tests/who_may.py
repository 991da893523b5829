"""Who may open which officer's address: one row for every address of the mall.

A row names the rights of which one is enough, and what the address leads to: `case`
(waits for a decision, its agency asked for advice), `issued`, `refused`, `advice`,
`draft` (at the front desk), `village`. Without a target a right in any agency is
enough. `ANYBODY` is every officer: each sees there what their rights reach.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from balarea.applications.rules import QUEUES
from balarea.applications.tests.everybody import ON_CASES
from balarea.people.rules import Action

ANYBODY: frozenset[Action] = frozenset()
STEPS = frozenset(map(Action, QUEUES))
RECEIVE, ASSIST = frozenset({Action.RECEIVE}), frozenset({Action.ASSIST})
MANAGE, OVERSEE = frozenset({Action.MANAGE}), frozenset({Action.OVERSEE})
DECIDE, REVOKE = frozenset({Action.DECIDE}), frozenset({Action.REVOKE})
ASSIGN, ADVISE = frozenset({Action.ASSIGN}), frozenset({Action.ADVISE})
# Whoever looks up a case by name or reference: a village too, for its own.
LOOK_UP = ON_CASES | ASSIST


class Row(NamedTuple):
    """Who may open some addresses, and what those lead to.

    `is_absent`: nothing is arranged there, so that even they find nothing; only the
    refusals are checked.
    """

    rights: Collection[Action]
    target: str
    names: str
    is_absent: bool = False


APPLICATIONS = [
    Row(ANYBODY, "", "worklist own_absences save_view simplicity"),
    Row(ANYBODY, "", "filters change_filter", is_absent=True),
    Row(ON_CASES, "", "take_next"),
    Row(LOOK_UP, "", "name_search search"),
    Row(DECIDE, "", "decisions decide_together reviews after_issue"),
    Row(DECIDE | OVERSEE, "", "lapses"),
    Row({Action.HAND_OVER}, "", "handed_over"),
    Row(ASSIGN | MANAGE, "", "loads"),
    Row(ASSIGN, "officer", "officer_load"),
    Row(STEPS, "", "questions"),
    Row(REVOKE, "", "measures"),
    Row({Action.DECIDE_OBJECTION, Action.DECIDE_APPEAL} | OVERSEE, "", "objections"),
    Row(OVERSEE, "", "brokers figures state_roots access_names covert_orders"),
    Row(OVERSEE, "", "state_list", is_absent=True),
    Row(
        OVERSEE,
        "figures",
        "access_name access_contact_name decide_covert",
        is_absent=True,
    ),
    Row(OVERSEE, "figures", "figures_agency figures_service"),
    Row(OVERSEE, "figures", "figures_cases", is_absent=True),
    # A case, and what is done with it.
    # `outcome`, as `act`, says on the case's page whose step it isn't; see test_rights.
    Row(ON_CASES, "case", "desk_case act outcome desk_file"),
    Row(ON_CASES, "case", "desk_file_pages desk_file_sent", is_absent=True),
    Row(ON_CASES, "case", "third_parties third_party_file", is_absent=True),
    Row({Action.VERIFY}, "case", "desk_return"),
    Row(DECIDE, "case", "covert_access"),
    Row(DECIDE, "case", "opened_covertly", is_absent=True),
    Row(ON_CASES, "issued", "desk_document desk_measure"),
    Row(ON_CASES, "issued", "desk_measure_letter desk_correction", is_absent=True),
    Row(REVOKE, "issued", "propose_measure"),
    Row(RECEIVE | DECIDE, "issued", "begin_correction"),
    Row(RECEIVE, "issued", "desk_replace desk_transfer desk_renew desk_answer"),
    Row(RECEIVE, "refused", "take_in_objection desk_withdraw"),
    Row(ON_CASES, "refused", "desk_objection"),
    Row(
        ON_CASES,
        "refused",
        "desk_objection_letter desk_objection_file",
        is_absent=True,
    ),
    # It leads on to the case's page, which refuses whoever is excluded.
    Row(ON_CASES, "reference", "scanned"),
    Row(ADVISE, "", "advices"),
    Row(ADVISE, "advice", "advice"),
    Row(ADVISE, "advice", "advice_file", is_absent=True),
    # The front desk. A person comes to any desk; a case belongs to its agency's.
    Row(RECEIVE, "", "front_desk desk_tell hand_out_desk desk_fees"),
    Row(RECEIVE, "person", "desk_person desk_begin desk_contacts desk_contact_code"),
    Row(RECEIVE, "person", "desk_openings"),
    Row(RECEIVE, "person", "desk_opening_name", is_absent=True),
    Row(RECEIVE, "person", "desk_card desk_mandates desk_take_over"),
    Row(RECEIVE, "person", "desk_mandate_end", is_absent=True),
    Row(RECEIVE, "draft", "desk_form desk_scan desk_scan_state desk_scan_upload"),
    Row(RECEIVE, "draft", "desk_scan_open desk_scan_end"),
    Row(RECEIVE, "draft", "desk_scan_photo desk_scan_remove", is_absent=True),
    Row(RECEIVE, "issued", "desk_receipt desk_receipt_pdf desk_slip desk_slip_pdf"),
    Row(RECEIVE, "issued", "desk_reissue hand_out hand_out_print"),
    Row(RECEIVE, "issued", "hand_out_sheet hand_out_undo"),
    Row(RECEIVE, "issued", "desk_bundle desk_bundle_pdf desk_fee", is_absent=True),
    Row(ASSIST, "", "villages village_register"),
    Row(ASSIST, "village", "village_person village_begin village_case"),
    Row(ASSIST, "village", "village_document", is_absent=True),
    Row(MANAGE, "", "closed_days closed_days_preview closed_days_save"),
    Row(MANAGE, "", "managed_villages open_villages"),
    Row(MANAGE, "office", "managed_village"),
]
PEOPLE = [
    Row(ANYBODY, "", "officer_account officer_password officer_app officer_recovery"),
    Row(ANYBODY, "", "officer_contact officer_contact_code officer_contact_again"),
    Row(ANYBODY, "", "officer_add_passkey officer_remove_passkey officer_sign_out_all"),
    Row(ANYBODY, "", "officer_confirm officer_confirm_passkey"),
    Row(ANYBODY, "", "officer_new_passkey_options", is_absent=True),  # after a factor
    Row(MANAGE, "", "manager manager_proposals manager_officers manager_appoint"),
    Row(MANAGE, "", "manager_officer manager_change manager_reinstate"),
    Row(MANAGE, "", "manager_dismiss manager_renew"),
    Row(MANAGE, "", "manager_revoke manager_proposal", is_absent=True),
]
CATALOGUE = [
    Row(ANYBODY, "", "standards"),
    Row(ANYBODY, "service", "standard"),
    Row(MANAGE, "", "managed_agencies managed_agency managed_sites manager_grant"),
    Row(MANAGE, "", "managed_site", is_absent=True),
    Row(MANAGE, "", "manager_delegations manager_delegate manager_end_delegation"),
    Row(MANAGE, "", "manager_substitutes manager_substitute"),
    Row(MANAGE, "", "manager_end_substitution"),
]
CALL, FLOOR = frozenset({Action.CALL}), MANAGE | OVERSEE
# No queue, desk or kiosk is arranged there.
VISITS = [
    Row(CALL, "", "desk desk_act desk_find desk_visitor paper", is_absent=True),
    Row(CALL | RECEIVE | MANAGE, "", "entrance"),
    Row(FLOOR, "", "floor"),
    Row(FLOOR, "", "floor_act week_plan week_plan_xlsx", is_absent=True),
    Row(MANAGE, "", "announcements closures", is_absent=True),
    Row(MANAGE, "", "managed_queues new_queue new_desk", is_absent=True),
    Row(MANAGE, "", "managed_queue managed_desk", is_absent=True),
    Row(MANAGE, "", "managed_kiosks managed_kiosk_new", is_absent=True),
    Row(MANAGE, "", "managed_kiosk", is_absent=True),
]
OTHERS = {
    "payments": [
        Row(ANYBODY, "", "overpayments"),
        Row(DECIDE, "", "settle", is_absent=True),
    ],
    "notices": [
        Row(ANYBODY, "", "failed"),
        # By agency, not by case: a conflict of interest excludes nobody (decision 131).
        Row({Action.READ}, "reference", "send_again"),
    ],
}


def rows() -> Mapping[str, Row]:
    """The row of every address by its name."""
    apps = {
        "applications": APPLICATIONS,
        "people": PEOPLE,
        "catalogue": CATALOGUE,
        "visits": VISITS,
        **OTHERS,
    }
    return {
        f"{app}:{name}": row
        for app, listed in apps.items()
        for row in listed
        for name in row.names.split()
    }
