"""Which log entries excuse which changes: table, change, types of entry.

At COMMIT the database looks for an entry of the changed row's subject, written by the
same transaction, whose type is listed here for this change of this table. An entry of
another type excuses nothing, and a change that isn't listed can't be made at all.

The tables are named as the database names them, because this app knows no other. The
database has a copy: after a change here, `script/manage make_covers` writes the
migration. `tests/architecture` compares both and plants wrong types.
"""

from collections.abc import Iterable, Mapping

INSERT, UPDATE, DELETE = "INSERT", "UPDATE", "DELETE"
type Changes = Mapping[str, Iterable[str]]

# Entries of the steps by which an application gets another state.
_STATE_CHANGES = {
    *("RECEIVED", "AMENDED", "RETURNED", "UNANSWERED", "COMPLETE", "WITHDRAWN"),
    *("INSPECTED", "VISIT_LAPSED", "PROPOSED", "SENT_BACK", "DECIDED", "REOPENED"),
    *("DECIDED_BY_RULES", "GRANTED_BY_LAW", "PAID", "CLOSED", "HANDED_OVER"),
    *("OUTCOME", "SERVED", "NOT_SERVED", "LAPSED", "CONFIRMED", "OBJECTED"),
    *("DISPUTED", "UNCONFIRMED"),
}
# Entries of steps that leave an application its state, and change its row: its handler,
# a deadline, or the revision by which pages notice that something came.
_OTHER_CHANGES = {
    *("CHECKED", "ASSIGNED", "EXCLUDED", "DUE_MOVED", "EXTENDED", "ADVICE_GIVEN"),
    *("ADVICE_SILENT", "QUESTION_ASKED", "QUESTION_ANSWERED", "QUESTION_CLOSED"),
    *("SLIP_REISSUED", "CORRECTION_DECIDED", "SUPERSEDED", "DRAWN", "REDRAWN"),
    *("THIRD_PARTY_OBJECTED", "THIRD_PARTY_ANSWERED", "REVIEWED", "OBJECTION_DECIDED"),
    *("DRAW_REQUESTED",),
}
# A draft is written with what is added to it.
_DRAFT_CHANGES = {"DRAFTED", "CONTINUED", "TRANSFER_BEGUN"}
_DRAFT_ENDS = {"RECEIVED", "BUNDLE_RECEIVED", "AMENDED", "UNANSWERED", "WITHDRAWN"}

_APPLICATIONS: Mapping[str, Changes] = {
    "applications_application": {
        INSERT: {"RECEIVED"},
        UPDATE: _STATE_CHANGES - {"RECEIVED"} | _OTHER_CHANGES,
    },
    "applications_draft": {
        INSERT: {"DRAFTED", "RETURNED"},
        UPDATE: _DRAFT_CHANGES,
        DELETE: _DRAFT_ENDS | {"ERASED"},
    },
    "applications_statuschange": {INSERT: _STATE_CHANGES},
    "applications_filing": {INSERT: {"RECEIVED", "AMENDED"}},
    "applications_bundlefiling": {INSERT: {"BUNDLE_RECEIVED"}},
    "applications_scanlink": {
        INSERT: {"SCAN_LINK_OPENED"},
        DELETE: {"SCAN_LINK_OPENED", "SCAN_LINK_ENDED"},
    },
    "applications_requirementcheck": {INSERT: {"CHECKED", "RETURNED", "COMPLETE"}},
    "applications_deficiencynotice": {
        INSERT: {"RETURNED"},
        UPDATE: {"AMENDED", "REMINDED", "DUE_MOVED"},
    },
    "applications_inspection": {INSERT: {"INSPECTED"}},
    "applications_decision": {
        INSERT: {"PROPOSED", "DECIDED", "DECIDED_BY_RULES", "GRANTED_BY_LAW"}
    },
    "applications_countersignature": {INSERT: {"DECIDED", "SENT_BACK"}},
    "applications_advice": {
        INSERT: {"ADVICE_ASKED"},
        UPDATE: {"ADVICE_GIVEN", "ADVICE_SILENT", "ADVICE_ENDED", "DUE_MOVED"},
    },
    "applications_handover": {INSERT: {"HANDED_OVER"}},
    "applications_registeroutcome": {INSERT: {"OUTCOME"}},
    "applications_handout": {INSERT: {"HANDED_OUT"}},
    "applications_handoutreversal": {INSERT: {"HAND_OUT_UNDONE"}},
    "applications_answer": {
        INSERT: {"DECIDED", "DECIDED_BY_RULES", "GRANTED_BY_LAW", "PAID"}
    },
    "applications_reply": {INSERT: {"CONFIRMED", "OBJECTED", "DISPUTED"}},
    "applications_review": {INSERT: {"REVIEW_REQUESTED"}},
    "applications_reviewoutcome": {INSERT: {"REVIEWED"}},
    "applications_deskvisit": {INSERT: {"SERVED", "NOT_SERVED", "LAPSED"}},
    "applications_seenpaper": {INSERT: {"PAPERS_SEEN"}},
    "applications_toldinperson": {INSERT: {"TOLD_IN_PERSON"}},
    "applications_announcement": {INSERT: {"MADE_PUBLIC"}},
    "applications_thirdpartyobjection": {INSERT: {"THIRD_PARTY_OBJECTED"}},
    "applications_thirdpartyanswer": {INSERT: {"THIRD_PARTY_ANSWERED"}},
    "applications_lapse": {INSERT: {"DECISION_LAPSED"}},
    "applications_decisionextension": {INSERT: {"EXTENDED"}},
    "applications_objection": {INSERT: {"OBJECTION_FILED", "APPEAL_FILED"}},
    "applications_objectionstep": {
        INSERT: {
            *("OBJECTION_FILED", "APPEAL_FILED", "OBJECTION_DECIDED"),
            *("OBJECTION_LAPSED", "OBJECTION_WITHDRAWN"),
        }
    },
    "applications_objectionoutcome": {
        INSERT: {"OBJECTION_DECIDED", "OBJECTION_LAPSED"}
    },
    "applications_objectionwithdrawal": {INSERT: {"OBJECTION_WITHDRAWN"}},
    "applications_succession": {INSERT: {"CONTINUED"}},
    "applications_correction": {INSERT: {"CORRECTION_ASKED"}},
    "applications_correctionproposal": {INSERT: {"CORRECTION_PROPOSED"}},
    "applications_correctionoutcome": {INSERT: {"CORRECTION_DECIDED"}},
    "applications_transferconsent": {
        INSERT: {"TRANSFER_AGREED"},
        UPDATE: {"TRANSFER_ENDED", "TRANSFER_BEGUN"},
    },
    "applications_measure": {INSERT: {"MEASURE_PROPOSED"}},
    "applications_measureanswer": {INSERT: {"MEASURE_ANSWERED"}},
    "applications_measureoutcome": {INSERT: {"MEASURE_DECIDED", "MEASURE_TAKEN_BACK"}},
    "applications_assignment": {INSERT: {"ASSIGNED"}},
    "applications_exclusion": {INSERT: {"EXCLUDED"}},
    "applications_caselookup": {INSERT: {"CASES_LOOKED_UP"}},
    "applications_casequestion": {
        INSERT: {"QUESTION_ASKED"},
        UPDATE: {"QUESTION_ANSWERED", "QUESTION_CLOSED"},
    },
    "applications_casenote": {INSERT: {"NOTE_ADDED"}},
    "applications_takennotice": {INSERT: {"NOTICE_TAKEN"}},
    "applications_namerequest": {
        INSERT: {"NAME_ASKED"},
        UPDATE: {"NAME_ANSWERED"},
    },
    "applications_covertorder": {
        INSERT: {"COVERT_PROPOSED"},
        UPDATE: {"COVERT_DECIDED"},
    },
    "applications_roster": {INSERT: {"ROSTER"}},
    "applications_draw": {INSERT: {"DRAW_REQUESTED", "REDRAWN"}},
    "applications_drawfallback": {INSERT: {"FALLBACK_BEACON"}},
    "applications_drawresult": {INSERT: {"DRAWN"}},
}

_DOCUMENTS: Mapping[str, Changes] = {
    "documents_evidence": {INSERT: {"EVIDENCE_ADDED"}, DELETE: {"EVIDENCE_REMOVED"}},
    "documents_scannedphoto": {INSERT: {"PHOTO_ADDED"}, DELETE: {"PHOTO_REMOVED"}},
    "documents_issueddocument": {
        INSERT: {"DOCUMENT_PREPARED"},
        UPDATE: {"ISSUED", "REVOKED", "REINSTATED", "SUPERSEDED"},
    },
    "documents_step": {
        INSERT: {"DOCUMENT_PREPARED", "ISSUED", "REVOKED", "REINSTATED", "SUPERSEDED"}
    },
    "documents_documentlink": {INSERT: {"DOCUMENT_PREPARED", "ISSUED", "SUPERSEDED"}},
    "documents_suspension": {INSERT: {"SUSPENDED"}},
    "documents_suspensionend": {INSERT: {"SUSPENSION_ENDED"}},
    "documents_reinstatement": {INSERT: {"REINSTATED"}},
    "documents_counter": {
        INSERT: {"DOCUMENT_PREPARED"},
        UPDATE: {"DOCUMENT_PREPARED"},
    },
}

_PAYMENTS: Mapping[str, Changes] = {
    "payments_bill": {
        INSERT: {"BILLED"},
        UPDATE: {"PAID", "BILL_EXPIRED", "BILL_CANCELLED", "REMINDED"},
    },
    "payments_callback": {
        INSERT: {"PAID", "PAYMENT_REFUSED", "PAYMENT_REPEATED", "PAYMENT_SURPLUS"}
    },
    "payments_surplus": {INSERT: {"PAYMENT_SURPLUS"}, UPDATE: {"SURPLUS_SETTLED"}},
}

_NOTICES: Mapping[str, Changes] = {
    "notices_message": {
        INSERT: {"ANNOUNCED"},
        UPDATE: {"ANNOUNCED", "NOTICE_SENT", "NOTICE_DEFERRED", "NOTICE_FAILED"},
    },
    "notices_delivery": {
        INSERT: {"ANNOUNCED", "NOTICE_SENT", "NOTICE_DEFERRED", "NOTICE_FAILED"}
    },
}

_CATALOGUE: Mapping[str, Changes] = {
    "catalogue_service": {INSERT: {"RULES_PUBLISHED"}, UPDATE: {"RULES_PUBLISHED"}},
    "catalogue_serviceversion": {INSERT: {"RULES_PUBLISHED"}},
    "catalogue_bundleversion": {INSERT: {"RULES_PUBLISHED"}},
    "catalogue_edition": {INSERT: {"CATALOGUE_PUBLISHED"}},
    "catalogue_searchentry": {
        change: {"CATALOGUE_PUBLISHED"} for change in (INSERT, UPDATE, DELETE)
    },
    "catalogue_searchword": {
        change: {"CATALOGUE_PUBLISHED"} for change in (INSERT, UPDATE, DELETE)
    },
}

_PEOPLE: Mapping[str, Changes] = {
    "people_account": {INSERT: {"SIGN_IN_CHANGED"}, UPDATE: {"SIGN_IN_CHANGED"}},
    "mfa_authenticator": {
        change: {"SIGN_IN_CHANGED"} for change in (INSERT, UPDATE, DELETE)
    },
    "people_agency": {INSERT: {"AGENCY_OPENED"}, UPDATE: {"AGENCY_OPENED"}},
    "people_agencychange": {INSERT: {"AGENCY_CHANGED"}},
    "people_site": {INSERT: {"SITE_CHANGED"}, UPDATE: {"SITE_CHANGED"}},
    "people_site_agencies": {INSERT: {"SITE_CHANGED"}, DELETE: {"SITE_CHANGED"}},
    "people_person": {
        INSERT: {"PERSON_KNOWN", "PERSON_IDENTIFIED", "RESIDENT_REGISTERED"},
        UPDATE: {"PERSON_CORRECTED"},
    },
    "people_contact": {
        INSERT: {"PERSON_KNOWN"},
        UPDATE: {"PERSON_KNOWN", "DESK_CONTACT_ADDED", "DESK_CONTACT_REMOVED"},
    },
    "people_contactcode": {DELETE: {"ERASED"}},
    "people_contactnamerequest": {
        INSERT: {"NAME_ASKED"},
        UPDATE: {"NAME_ANSWERED"},
    },
    "people_accountlink": {INSERT: {"PERSON_LINKED"}, UPDATE: {"PERSON_UNLINKED"}},
    "people_resident": {INSERT: {"RESIDENT_REGISTERED", "RESIDENT_MOVED"}},
    "people_mandate": {
        INSERT: {"MANDATE_OFFERED", "MANDATE_GIVEN", "MANDATE_SEEN"},
        UPDATE: {"MANDATE_GIVEN"},
    },
    "people_mandateend": {INSERT: {"MANDATE_ENDED"}},
    "people_officer": {
        INSERT: {"OFFICER_APPOINTED"},
        UPDATE: {"OFFICER_APPOINTED", "OFFICER_CHANGED", "OFFICER_DISMISSED"},
    },
    "people_grant": {INSERT: {"GRANTED_RIGHT"}, UPDATE: {"REVOKED_RIGHT"}},
    "people_delegation": {INSERT: {"DELEGATED"}, UPDATE: {"DELEGATION_ENDED"}},
    "people_substitution": {INSERT: {"SUBSTITUTED"}, UPDATE: {"SUBSTITUTION_ENDED"}},
    "people_absence": {INSERT: {"ABSENT"}, UPDATE: {"ABSENCE_ENDED"}},
    "people_proposal": {
        INSERT: {"PROPOSAL_MADE"},
        UPDATE: {"PROPOSAL_CONFIRMED", "PROPOSAL_REJECTED", "PROPOSAL_LAPSED"},
    },
}

_TICKET_CHANGES = {
    *("TICKET_ARRIVED", "TICKET_CALLED", "TICKET_RECALLED", "TICKET_PUT_BACK"),
    *("TICKET_MISSED", "TICKET_RETURNED", "TICKET_SERVING", "TICKET_ON_HOLD"),
    *("TICKET_RESUMED", "TICKET_REQUEUED", "TICKET_TRANSFERRED", "TICKET_DONE"),
    *("TICKET_NO_SHOW", "TICKET_LEFT", "TICKET_CANCELLED", "TICKET_EXPIRED"),
    *("TICKET_PRIORITY", "TICKET_NOT_PRINTED"),
}
_BOOKING_ENDS = {
    *("APPOINTMENT_BOOKED", "APPOINTMENT_MOVED", "APPOINTMENT_CANCELLED"),
    *("APPOINTMENT_ARRIVED", "APPOINTMENT_EXPIRED", "APPOINTMENT_NO_SHOW"),
}
_VISITS: Mapping[str, Changes] = {
    "visits_queue": {INSERT: {"QUEUE_CHANGED"}, UPDATE: {"QUEUE_CHANGED"}},
    "visits_queueclosure": {
        INSERT: {"QUEUE_CHANGED"},
        DELETE: {"QUEUE_CHANGED"},
    },
    "visits_desk": {INSERT: {"DESK_CHANGED"}, UPDATE: {"DESK_CHANGED"}},
    "visits_deskskill": {
        change: {"DESK_CHANGED"} for change in (INSERT, UPDATE, DELETE)
    },
    "visits_desksession": {INSERT: {"DESK_OPENED"}, UPDATE: {"DESK_CLOSED"}},
    "visits_deskpause": {
        INSERT: {"DESK_PAUSED"},
        UPDATE: {"DESK_RESUMED", "DESK_CLOSED"},
    },
    "visits_visit": {
        INSERT: {"TICKET_ISSUED", "APPOINTMENT_RESERVED", "APPOINTMENT_BOOKED"},
        UPDATE: {
            *("TICKET_ARRIVED", "VISIT_IDENTIFIED"),
            *("APPOINTMENT_ARRIVED", "APPOINTMENT_MOVED"),
        },
    },
    "visits_ticket": {
        INSERT: {"TICKET_ISSUED", "TICKET_TRANSFERRED"},
        UPDATE: _TICKET_CHANGES,
    },
    "visits_ticketdependency": {INSERT: {"TICKET_ISSUED", "TICKET_TRANSFERRED"}},
    "visits_ticketevent": {INSERT: _TICKET_CHANGES | {"TICKET_ISSUED"}},
    "visits_booking": {
        INSERT: {"APPOINTMENT_RESERVED", "APPOINTMENT_BOOKED", "APPOINTMENT_MOVED"},
        UPDATE: _BOOKING_ENDS,
    },
    "visits_announcement": {
        INSERT: {"TICKET_CALLED", "TICKET_RECALLED", "ANNOUNCEMENT_MADE"}
    },
    "visits_outage": {INSERT: {"OUTAGE_REPORTED"}, UPDATE: {"OUTAGE_ENDED"}},
    "visits_kiosk": {INSERT: {"KIOSK_CHANGED"}, UPDATE: {"KIOSK_CHANGED"}},
    "visits_numberlease": {INSERT: {"NUMBERS_LEASED"}},
}

COVERS: Mapping[str, Changes] = {
    "foundation_calendaroverride": {
        INSERT: {"CALENDAR_CHANGED"},
        UPDATE: {"CALENDAR_CHANGED"},
    },
    "vault_casekey": {UPDATE: {"ERASED"}},
    # A reuse and a print at a public terminal have entries of their own types.
    "vault_access": {INSERT: {"OPENED", "OPENED_COVERTLY", "REUSED", "REPRINTED"}},
    "transparency_stateroot": {INSERT: {"STATE_ROOT"}},
    **_PEOPLE,
    **_CATALOGUE,
    **_DOCUMENTS,
    **_PAYMENTS,
    **_NOTICES,
    **_APPLICATIONS,
    **_VISITS,
}


def covered_by(type: str) -> dict[str, list[str]]:
    """Table → the changes of it that an entry of this type excuses."""
    covered = {
        table: [change for change, types in changes.items() if type in types]
        for table, changes in COVERS.items()
    }
    return {table: changes for table, changes in covered.items() if changes}
