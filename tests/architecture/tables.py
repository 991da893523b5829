"""What the triggers require of a change, table by table, and why."""

import dataclasses

LOGGED = "LOGGED"  # no log, no commit
CHANGES_LOGGED = "CHANGES_LOGGED"  # a log entry is required for edits and deletes only
OPERATION = "OPERATION"  # no operation, no change; no log entry required
FREE = "FREE"  # may change at any time


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """`subject`: the path to the log's subject, as in a query; empty where no column
    leads there: such a table has a separate test.

    `change`: an update that requires a log entry, if not every one does.
    """

    kind: str
    why: str
    subject: str = ""
    is_append_only: bool = False
    change: str = "{key} = {key}"


def logged(
    subject: str,
    why: str,
    *,
    append_only: bool = False,
    change: str = "{key} = {key}",
) -> Table:
    return Table(LOGGED, why, subject, append_only, change)


def operation(why: str, *, append_only: bool = False) -> Table:
    return Table(OPERATION, why, is_append_only=append_only)


# Tables of packages whose rows affect rights.
FOREIGN = frozenset({"mfa_authenticator"})

TABLES = {
    "foundation_idempotencykey": Table(
        FREE, "the mechanism of operations; holds no step of power"
    ),
    "foundation_firstanswer": Table(
        FREE, "repeats an answer for some minutes; holds no step of power"
    ),
    "foundation_ratecounter": Table(
        FREE, "counts tries, the refused ones too; no step of power"
    ),
    "foundation_calendaroverride": logged("id", "moves deadlines"),
    "transparency_entry": operation("the log itself", append_only=True),
    "transparency_rowversion": operation(
        "which transaction wrote which row; filled by the guards", append_only=True
    ),
    "transparency_stateroot": logged(
        "id", "the published root over all rows", append_only=True
    ),
    "transparency_leaf": operation(
        "at which place of the published log an entry stands", append_only=True
    ),
    "transparency_logstate": operation(
        "how far the published log has come; a trigger lets it only grow"
    ),
    "transparency_publication": operation(
        "the checkpoints that were published", append_only=True
    ),
    "vault_casekey": Table(
        CHANGES_LOGGED, "made unasked at the first sealing; erased for good", "case"
    ),
    "vault_sealed": operation(
        "part of a step that is logged in its own table, or a draft being written"
    ),
    "vault_access": logged(
        "case",
        "who opened what, and why; the person's own reading is not told to the public",
        append_only=True,
    ),
    "people_account": logged(
        "id",
        "who can sign in as whom; the last login and the language are no power",
        change="session_round = session_round + 1",
    ),
    "mfa_authenticator": logged(
        "user_id",
        "the second factors, in allauth's table; when one was last used is no power",
        change="type = 'webauthn'",
    ),
    "people_agency": logged("id", "an agency's place in the mall"),
    "people_site": logged("id", "a building of the mall"),
    "people_site_agencies": logged("site_id", "which agency serves where"),
    "people_person": logged("id", "whom the mall knows"),
    "people_contact": logged("id", "who may sign in as whom"),
    "people_mandate": logged("id", "who may act for whom"),
    "people_mandateend": logged(
        "mandate_id", "that nobody acts under it any more", append_only=True
    ),
    "people_contactnamerequest": logged(
        "owner", "who asked for the name of who opened contacts, and the answer"
    ),
    "people_accountlink": logged("person_id", "who sees the cases of whom"),
    "people_resident": logged(
        "person_id", "who may be filed for by which village", append_only=True
    ),
    "people_officer": logged("id", "who holds an office"),
    "people_grant": logged("id", "who may do what"),
    "people_delegation": logged("id", "who exercises whose authority"),
    "people_substitution": logged("id", "who stands in for an official"),
    "people_absence": logged("id", "to whom no work is given"),
    "people_agencychange": logged(
        "agency_id", "what managers changed of an agency", append_only=True
    ),
    "people_proposal": logged("id", "what waits for a second person, and its end"),
    "people_contactcode": Table(
        CHANGES_LOGGED,
        "a code that proves a contact; a try is counted and it is used up unasked, but"
        " what gives tries back lets all its digits be tried",
        "id",
        change="attempts = 0, expires_at = expires_at + interval '1 year'",
    ),
    "catalogue_service": logged("id", "which definition is in force"),
    "catalogue_serviceversion": logged(
        "service_id", "the definition itself", append_only=True
    ),
    "catalogue_bundleversion": logged(
        "subject", "a bundle that cases are begun by", append_only=True
    ),
    "catalogue_edition": logged("subject", "what public pages show", append_only=True),
    "catalogue_searchentry": logged("", "what the search finds, with its edition"),
    "catalogue_searchword": logged("", "what the search finds, with its edition"),
    "documents_evidence": logged("case", "what a decision rests on"),
    "documents_scannedphoto": logged("case", "what a phone sent for a case"),
    "documents_issueddocument": logged("case", "a document of an agency"),
    "documents_documentlink": logged(
        "case", "by which document another is followed", append_only=True
    ),
    "documents_step": logged("case", "a document's life", append_only=True),
    "documents_suspension": logged("case", "a document out of force", append_only=True),
    "documents_suspensionend": logged(
        "case", "a document in force again", append_only=True
    ),
    "documents_reinstatement": logged(
        "case", "a revocation that was undone", append_only=True
    ),
    "documents_counter": logged("", "the numbers, each with the document bearing it"),
    "payments_bill": logged("case", "what somebody owes, and whether it is paid"),
    "payments_callback": logged("subject", "what a provider said", append_only=True),
    "payments_unsigned": operation(
        "how many callbacks came that nobody signed; moves no money"
    ),
    "payments_surplus": logged("subject", "somebody's money, and what became of it"),
    "notices_message": logged("case", "what somebody was told"),
    "notices_delivery": logged(
        "message__case", "whether it reached them", append_only=True
    ),
    "notices_shown": operation("the demonstration's mailbox"),
    "applications_draft": logged("id", "what a citizen begins"),
    "applications_scanlink": logged("case", "who may send photos for a case"),
    "applications_application": logged("id", "a case and its state"),
    "applications_bundlefiling": logged(
        "id", "which applications were filed as one", append_only=True
    ),
    "applications_statuschange": logged(
        "application_id", "a step of a case", append_only=True
    ),
    "applications_filing": logged(
        "application_id", "what was filed that day", append_only=True
    ),
    "applications_requirementcheck": logged(
        "application_id", "an officer's mark", append_only=True
    ),
    "applications_deficiencynotice": logged("application_id", "the one return"),
    "applications_inspection": logged(
        "application_id", "what a visit found", append_only=True
    ),
    "applications_decision": logged(
        "application_id", "a decision and its reasons", append_only=True
    ),
    "applications_advice": logged(
        "application_id", "who is asked for advice, and what came of it"
    ),
    "applications_handover": logged(
        "application_id", "what went to another register", append_only=True
    ),
    "applications_handout": logged(
        "application_id", "which paper somebody collected", append_only=True
    ),
    "applications_handoutreversal": logged(
        "application_id", "that it was not collected after all", append_only=True
    ),
    "applications_answer": logged(
        "application_id", "an answer or act that took effect", append_only=True
    ),
    "applications_reply": logged(
        "application_id", "what the citizen says of it", append_only=True
    ),
    "applications_review": logged(
        "application_id", "that a person is to look again", append_only=True
    ),
    "applications_reviewoutcome": logged(
        "application_id", "what a person found in it", append_only=True
    ),
    "applications_deskvisit": logged(
        "application_id", "who was served at a desk, or why not", append_only=True
    ),
    "applications_seenpaper": logged(
        "case", "which papers a desk saw", append_only=True
    ),
    "applications_toldinperson": logged(
        "application_id", "whom a desk told in person", append_only=True
    ),
    "applications_registeroutcome": logged(
        "application_id", "what another register decided", append_only=True
    ),
    "applications_announcement": logged(
        "application_id", "what is public of an application, how long", append_only=True
    ),
    "applications_thirdpartyobjection": logged(
        "application_id", "what a third party objects", append_only=True
    ),
    "applications_thirdpartyanswer": logged(
        "application_id", "what a third party is answered", append_only=True
    ),
    "applications_lapse": logged(
        "application_id", "that a last day passed, and what followed", append_only=True
    ),
    "applications_decisionextension": logged(
        "application_id", "that a last day was moved once by law", append_only=True
    ),
    "applications_objection": logged(
        "application_id", "an objection or appeal and its last day", append_only=True
    ),
    "applications_objectionstep": logged(
        "application_id", "the states of an objection", append_only=True
    ),
    "applications_objectionoutcome": logged(
        "application_id", "what was decided on an objection", append_only=True
    ),
    "applications_succession": logged(
        "case", "which earlier case a draft continues", append_only=True
    ),
    "applications_correction": logged(
        "application_id", "what is said to be wrong in a document", append_only=True
    ),
    "applications_correctionproposal": logged(
        "application_id", "who proposed the right words", append_only=True
    ),
    "applications_correctionoutcome": logged(
        "application_id", "what was decided on a correction", append_only=True
    ),
    "applications_transferconsent": logged(
        "application_id", "that a holder agrees to a transfer"
    ),
    "applications_objectionwithdrawal": logged(
        "application_id", "that an objection was taken back", append_only=True
    ),
    "applications_measure": logged(
        "application_id", "what is proposed against a document", append_only=True
    ),
    "applications_measureanswer": logged(
        "application_id", "what the holder says of it", append_only=True
    ),
    "applications_measureoutcome": logged(
        "application_id", "what a second person decided on it", append_only=True
    ),
    "applications_assignment": logged(
        "application_id", "who works on a case", append_only=True
    ),
    "applications_caselookup": logged(
        "id", "who searched by name, and why", append_only=True
    ),
    "visits_queue": logged("id", "where visitors of an agency wait, and by what rules"),
    "visits_queueclosure": logged("queue_id", "days on which a queue doesn't open"),
    "visits_desk": logged("id", "where visitors are served"),
    "visits_deskskill": logged("desk_id", "who is called to which desk"),
    "visits_desksession": logged("desk_id", "who served where, and when"),
    "visits_deskpause": logged("desk_id", "when a desk paused, and why"),
    "visits_queueday": operation("the counter of numbers, part of each number given"),
    "visits_visit": logged("id", "somebody's day in the mall"),
    "visits_ticket": logged("visit_id", "whose turn it is"),
    "visits_ticketdependency": logged(
        "visit_id", "which step waits for which", append_only=True
    ),
    "visits_ticketevent": logged(
        "visit_id", "what happened to a number", append_only=True
    ),
    "visits_slot": operation("how many may come when; its bookings are logged"),
    "visits_booking": logged("visit_id", "who may come when"),
    "visits_boardzone": operation("the counter of announcements"),
    "visits_announcement": logged(
        "subject", "what boards show and say", append_only=True
    ),
    "visits_estimate": operation(
        "each shown waiting time; no step of power", append_only=True
    ),
    "visits_kioskcontact": operation("when a kiosk was last heard from"),
    "visits_waitday": operation(
        "sums of a day's waits and of their estimates; no step of power",
        append_only=True,
    ),
    "visits_outage": logged("id", "which register was down, and since when"),
    "visits_kiosk": logged("id", "which machine may give numbers"),
    "visits_numberlease": logged(
        "kiosk_id", "which numbers a kiosk gives alone", append_only=True
    ),
    "visits_printjob": operation("what was printed; no step of power"),
    "applications_roster": logged("id", "who can be drawn that day", append_only=True),
    "applications_draw": logged(
        "application_id", "that an officer is drawn, and of whom", append_only=True
    ),
    "applications_drawfallback": logged(
        "application_id", "by which public number it is drawn", append_only=True
    ),
    "applications_drawresult": logged(
        "application_id", "who was drawn, and the proofs", append_only=True
    ),
    "applications_exclusion": logged(
        "application_id", "who has no part in a case", append_only=True
    ),
    "applications_namerequest": logged(
        "application_id", "who asked for the name of who opened data, and the answer"
    ),
    "applications_covertorder": logged(
        "application_id", "what is opened without its person seeing it until a day"
    ),
    "applications_casequestion": logged(
        "application_id", "what citizen and office ask each other"
    ),
    "applications_casenote": logged(
        "application_id", "what officers note of a case", append_only=True
    ),
    "applications_takennotice": logged(
        "application_id", "when a decision was taken notice of", append_only=True
    ),
    "applications_worklistpreference": operation(
        "how an officer's own worklist is shown; no step of power"
    ),
    "applications_savedfilter": operation(
        "how an officer's own worklist is shown; no step of power"
    ),
    "applications_countersignature": logged(
        "decision__application_id", "the second pair of eyes", append_only=True
    ),
}


def enforced(triggers: set[tuple[str, str]]) -> dict[str, tuple[bool, bool, bool]]:
    """What the database requires: (an operation, a log entry, append-only)."""
    return {
        table: (
            (table, "balarea_require_operation") in triggers,
            (table, f"{table}_require_log") in triggers,
            (table, "balarea_refuse_edit") in triggers,
        )
        for table in {table for table, _ in triggers}
    }


def differences(
    tables: dict[str, Table], names: set[str], triggers: set[tuple[str, str]]
) -> list[str]:
    """Differences between the map, the models and the database."""
    faults = [f"{name}: say in TABLES what it needs" for name in names - tables.keys()]
    faults += [f"{name}: no such table" for name in tables.keys() - names]
    enforced_on = enforced(triggers)
    for name in names & tables.keys():
        table = tables[name]
        wanted = (
            table.kind != FREE,
            table.kind in {LOGGED, CHANGES_LOGGED},
            table.is_append_only,
        )
        if enforced_on.get(name, (False, False, False)) != wanted:
            faults.append(f"{name}: the database does otherwise")
    return sorted(faults)
