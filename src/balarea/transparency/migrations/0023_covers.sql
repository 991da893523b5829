CREATE OR REPLACE FUNCTION balarea_entry_covers(
    entry_type text, table_name text, change text
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        ($covers$
{
 "applications_advice": {
  "INSERT": [
   "ADVICE_ASKED"
  ],
  "UPDATE": [
   "ADVICE_ENDED",
   "ADVICE_GIVEN",
   "ADVICE_SILENT",
   "DUE_MOVED"
  ]
 },
 "applications_announcement": {
  "INSERT": [
   "MADE_PUBLIC"
  ]
 },
 "applications_answer": {
  "INSERT": [
   "DECIDED",
   "DECIDED_BY_RULES",
   "GRANTED_BY_LAW",
   "PAID"
  ]
 },
 "applications_application": {
  "INSERT": [
   "RECEIVED"
  ],
  "UPDATE": [
   "ADVICE_GIVEN",
   "ADVICE_SILENT",
   "AMENDED",
   "ASSIGNED",
   "CHECKED",
   "CLOSED",
   "COMPLETE",
   "CONFIRMED",
   "CORRECTION_DECIDED",
   "DECIDED",
   "DECIDED_BY_RULES",
   "DISPUTED",
   "DRAWN",
   "DRAW_REQUESTED",
   "DUE_MOVED",
   "EXCLUDED",
   "EXTENDED",
   "GRANTED_BY_LAW",
   "HANDED_OVER",
   "INSPECTED",
   "LAPSED",
   "NOT_SERVED",
   "OBJECTED",
   "OBJECTION_DECIDED",
   "OUTCOME",
   "PAID",
   "PROPOSED",
   "QUESTION_ANSWERED",
   "QUESTION_ASKED",
   "QUESTION_CLOSED",
   "REDRAWN",
   "REOPENED",
   "RETURNED",
   "REVIEWED",
   "SENT_BACK",
   "SERVED",
   "SLIP_REISSUED",
   "SUPERSEDED",
   "THIRD_PARTY_ANSWERED",
   "THIRD_PARTY_OBJECTED",
   "UNANSWERED",
   "UNCONFIRMED",
   "VISIT_LAPSED",
   "WITHDRAWN"
  ]
 },
 "applications_assignment": {
  "INSERT": [
   "ASSIGNED"
  ]
 },
 "applications_bundlefiling": {
  "INSERT": [
   "BUNDLE_RECEIVED"
  ]
 },
 "applications_caselookup": {
  "INSERT": [
   "CASES_LOOKED_UP"
  ]
 },
 "applications_casenote": {
  "INSERT": [
   "NOTE_ADDED"
  ]
 },
 "applications_casequestion": {
  "INSERT": [
   "QUESTION_ASKED"
  ],
  "UPDATE": [
   "QUESTION_ANSWERED",
   "QUESTION_CLOSED"
  ]
 },
 "applications_correction": {
  "INSERT": [
   "CORRECTION_ASKED"
  ]
 },
 "applications_correctionoutcome": {
  "INSERT": [
   "CORRECTION_DECIDED"
  ]
 },
 "applications_correctionproposal": {
  "INSERT": [
   "CORRECTION_PROPOSED"
  ]
 },
 "applications_countersignature": {
  "INSERT": [
   "DECIDED",
   "SENT_BACK"
  ]
 },
 "applications_covertorder": {
  "INSERT": [
   "COVERT_PROPOSED"
  ],
  "UPDATE": [
   "COVERT_DECIDED"
  ]
 },
 "applications_decision": {
  "INSERT": [
   "DECIDED",
   "DECIDED_BY_RULES",
   "GRANTED_BY_LAW",
   "PROPOSED"
  ]
 },
 "applications_decisionextension": {
  "INSERT": [
   "EXTENDED"
  ]
 },
 "applications_deficiencynotice": {
  "INSERT": [
   "RETURNED"
  ],
  "UPDATE": [
   "AMENDED",
   "DUE_MOVED",
   "REMINDED"
  ]
 },
 "applications_deskvisit": {
  "INSERT": [
   "LAPSED",
   "NOT_SERVED",
   "SERVED"
  ]
 },
 "applications_draft": {
  "DELETE": [
   "AMENDED",
   "BUNDLE_RECEIVED",
   "ERASED",
   "RECEIVED",
   "UNANSWERED",
   "WITHDRAWN"
  ],
  "INSERT": [
   "DRAFTED",
   "RETURNED"
  ],
  "UPDATE": [
   "CONTINUED",
   "DRAFTED",
   "TRANSFER_BEGUN"
  ]
 },
 "applications_draw": {
  "INSERT": [
   "DRAW_REQUESTED",
   "REDRAWN"
  ]
 },
 "applications_drawfallback": {
  "INSERT": [
   "FALLBACK_BEACON"
  ]
 },
 "applications_drawresult": {
  "INSERT": [
   "DRAWN"
  ]
 },
 "applications_exclusion": {
  "INSERT": [
   "EXCLUDED"
  ]
 },
 "applications_filing": {
  "INSERT": [
   "AMENDED",
   "RECEIVED"
  ]
 },
 "applications_handout": {
  "INSERT": [
   "HANDED_OUT"
  ]
 },
 "applications_handoutreversal": {
  "INSERT": [
   "HAND_OUT_UNDONE"
  ]
 },
 "applications_handover": {
  "INSERT": [
   "HANDED_OVER"
  ]
 },
 "applications_inspection": {
  "INSERT": [
   "INSPECTED"
  ]
 },
 "applications_lapse": {
  "INSERT": [
   "DECISION_LAPSED"
  ]
 },
 "applications_measure": {
  "INSERT": [
   "MEASURE_PROPOSED"
  ]
 },
 "applications_measureanswer": {
  "INSERT": [
   "MEASURE_ANSWERED"
  ]
 },
 "applications_measureoutcome": {
  "INSERT": [
   "MEASURE_DECIDED",
   "MEASURE_TAKEN_BACK"
  ]
 },
 "applications_namerequest": {
  "INSERT": [
   "NAME_ASKED"
  ],
  "UPDATE": [
   "NAME_ANSWERED"
  ]
 },
 "applications_objection": {
  "INSERT": [
   "APPEAL_FILED",
   "OBJECTION_FILED"
  ]
 },
 "applications_objectionoutcome": {
  "INSERT": [
   "OBJECTION_DECIDED",
   "OBJECTION_LAPSED"
  ]
 },
 "applications_objectionstep": {
  "INSERT": [
   "APPEAL_FILED",
   "OBJECTION_DECIDED",
   "OBJECTION_FILED",
   "OBJECTION_LAPSED",
   "OBJECTION_WITHDRAWN"
  ]
 },
 "applications_objectionwithdrawal": {
  "INSERT": [
   "OBJECTION_WITHDRAWN"
  ]
 },
 "applications_registeroutcome": {
  "INSERT": [
   "OUTCOME"
  ]
 },
 "applications_reply": {
  "INSERT": [
   "CONFIRMED",
   "DISPUTED",
   "OBJECTED"
  ]
 },
 "applications_requirementcheck": {
  "INSERT": [
   "CHECKED",
   "COMPLETE",
   "RETURNED"
  ]
 },
 "applications_review": {
  "INSERT": [
   "REVIEW_REQUESTED"
  ]
 },
 "applications_reviewoutcome": {
  "INSERT": [
   "REVIEWED"
  ]
 },
 "applications_roster": {
  "INSERT": [
   "ROSTER"
  ]
 },
 "applications_scanlink": {
  "DELETE": [
   "SCAN_LINK_ENDED",
   "SCAN_LINK_OPENED"
  ],
  "INSERT": [
   "SCAN_LINK_OPENED"
  ]
 },
 "applications_seenpaper": {
  "INSERT": [
   "PAPERS_SEEN"
  ]
 },
 "applications_statuschange": {
  "INSERT": [
   "AMENDED",
   "CLOSED",
   "COMPLETE",
   "CONFIRMED",
   "DECIDED",
   "DECIDED_BY_RULES",
   "DISPUTED",
   "GRANTED_BY_LAW",
   "HANDED_OVER",
   "INSPECTED",
   "LAPSED",
   "NOT_SERVED",
   "OBJECTED",
   "OUTCOME",
   "PAID",
   "PROPOSED",
   "RECEIVED",
   "REOPENED",
   "RETURNED",
   "SENT_BACK",
   "SERVED",
   "UNANSWERED",
   "UNCONFIRMED",
   "VISIT_LAPSED",
   "WITHDRAWN"
  ]
 },
 "applications_succession": {
  "INSERT": [
   "CONTINUED"
  ]
 },
 "applications_takennotice": {
  "INSERT": [
   "NOTICE_TAKEN"
  ]
 },
 "applications_thirdpartyanswer": {
  "INSERT": [
   "THIRD_PARTY_ANSWERED"
  ]
 },
 "applications_thirdpartyobjection": {
  "INSERT": [
   "THIRD_PARTY_OBJECTED"
  ]
 },
 "applications_toldinperson": {
  "INSERT": [
   "TOLD_IN_PERSON"
  ]
 },
 "applications_transferconsent": {
  "INSERT": [
   "TRANSFER_AGREED"
  ],
  "UPDATE": [
   "TRANSFER_BEGUN",
   "TRANSFER_ENDED"
  ]
 },
 "catalogue_bundleversion": {
  "INSERT": [
   "RULES_PUBLISHED"
  ]
 },
 "catalogue_edition": {
  "INSERT": [
   "CATALOGUE_PUBLISHED"
  ]
 },
 "catalogue_searchentry": {
  "DELETE": [
   "CATALOGUE_PUBLISHED"
  ],
  "INSERT": [
   "CATALOGUE_PUBLISHED"
  ],
  "UPDATE": [
   "CATALOGUE_PUBLISHED"
  ]
 },
 "catalogue_searchword": {
  "DELETE": [
   "CATALOGUE_PUBLISHED"
  ],
  "INSERT": [
   "CATALOGUE_PUBLISHED"
  ],
  "UPDATE": [
   "CATALOGUE_PUBLISHED"
  ]
 },
 "catalogue_service": {
  "INSERT": [
   "RULES_PUBLISHED"
  ],
  "UPDATE": [
   "RULES_PUBLISHED"
  ]
 },
 "catalogue_serviceversion": {
  "INSERT": [
   "RULES_PUBLISHED"
  ]
 },
 "documents_counter": {
  "INSERT": [
   "DOCUMENT_PREPARED"
  ],
  "UPDATE": [
   "DOCUMENT_PREPARED"
  ]
 },
 "documents_documentlink": {
  "INSERT": [
   "DOCUMENT_PREPARED",
   "ISSUED",
   "SUPERSEDED"
  ]
 },
 "documents_evidence": {
  "DELETE": [
   "EVIDENCE_REMOVED"
  ],
  "INSERT": [
   "EVIDENCE_ADDED"
  ]
 },
 "documents_issueddocument": {
  "INSERT": [
   "DOCUMENT_PREPARED"
  ],
  "UPDATE": [
   "ISSUED",
   "REINSTATED",
   "REVOKED",
   "SUPERSEDED"
  ]
 },
 "documents_reinstatement": {
  "INSERT": [
   "REINSTATED"
  ]
 },
 "documents_scannedphoto": {
  "DELETE": [
   "PHOTO_REMOVED"
  ],
  "INSERT": [
   "PHOTO_ADDED"
  ]
 },
 "documents_step": {
  "INSERT": [
   "DOCUMENT_PREPARED",
   "ISSUED",
   "REINSTATED",
   "REVOKED",
   "SUPERSEDED"
  ]
 },
 "documents_suspension": {
  "INSERT": [
   "SUSPENDED"
  ]
 },
 "documents_suspensionend": {
  "INSERT": [
   "SUSPENSION_ENDED"
  ]
 },
 "foundation_calendaroverride": {
  "INSERT": [
   "CALENDAR_CHANGED"
  ],
  "UPDATE": [
   "CALENDAR_CHANGED"
  ]
 },
 "mfa_authenticator": {
  "DELETE": [
   "SIGN_IN_CHANGED"
  ],
  "INSERT": [
   "SIGN_IN_CHANGED"
  ],
  "UPDATE": [
   "SIGN_IN_CHANGED"
  ]
 },
 "notices_delivery": {
  "INSERT": [
   "ANNOUNCED",
   "NOTICE_DEFERRED",
   "NOTICE_FAILED",
   "NOTICE_SENT"
  ]
 },
 "notices_message": {
  "INSERT": [
   "ANNOUNCED"
  ],
  "UPDATE": [
   "ANNOUNCED",
   "NOTICE_DEFERRED",
   "NOTICE_FAILED",
   "NOTICE_SENT"
  ]
 },
 "payments_bill": {
  "INSERT": [
   "BILLED"
  ],
  "UPDATE": [
   "BILL_CANCELLED",
   "BILL_EXPIRED",
   "PAID",
   "REMINDED"
  ]
 },
 "payments_callback": {
  "INSERT": [
   "PAID",
   "PAYMENT_REFUSED",
   "PAYMENT_REPEATED",
   "PAYMENT_SURPLUS"
  ]
 },
 "payments_surplus": {
  "INSERT": [
   "PAYMENT_SURPLUS"
  ],
  "UPDATE": [
   "SURPLUS_SETTLED"
  ]
 },
 "people_absence": {
  "INSERT": [
   "ABSENT"
  ],
  "UPDATE": [
   "ABSENCE_ENDED"
  ]
 },
 "people_account": {
  "INSERT": [
   "SIGN_IN_CHANGED"
  ],
  "UPDATE": [
   "SIGN_IN_CHANGED"
  ]
 },
 "people_accountlink": {
  "INSERT": [
   "PERSON_LINKED"
  ],
  "UPDATE": [
   "PERSON_UNLINKED"
  ]
 },
 "people_agency": {
  "INSERT": [
   "AGENCY_OPENED"
  ],
  "UPDATE": [
   "AGENCY_OPENED"
  ]
 },
 "people_agencychange": {
  "INSERT": [
   "AGENCY_CHANGED"
  ]
 },
 "people_contact": {
  "INSERT": [
   "PERSON_KNOWN"
  ],
  "UPDATE": [
   "DESK_CONTACT_ADDED",
   "DESK_CONTACT_REMOVED",
   "PERSON_KNOWN"
  ]
 },
 "people_contactcode": {
  "DELETE": [
   "ERASED"
  ]
 },
 "people_contactnamerequest": {
  "INSERT": [
   "NAME_ASKED"
  ],
  "UPDATE": [
   "NAME_ANSWERED"
  ]
 },
 "people_delegation": {
  "INSERT": [
   "DELEGATED"
  ],
  "UPDATE": [
   "DELEGATION_ENDED"
  ]
 },
 "people_grant": {
  "INSERT": [
   "GRANTED_RIGHT"
  ],
  "UPDATE": [
   "REVOKED_RIGHT"
  ]
 },
 "people_mandate": {
  "INSERT": [
   "MANDATE_GIVEN",
   "MANDATE_OFFERED",
   "MANDATE_SEEN"
  ],
  "UPDATE": [
   "MANDATE_GIVEN"
  ]
 },
 "people_mandateend": {
  "INSERT": [
   "MANDATE_ENDED"
  ]
 },
 "people_officer": {
  "INSERT": [
   "OFFICER_APPOINTED"
  ],
  "UPDATE": [
   "OFFICER_APPOINTED",
   "OFFICER_CHANGED",
   "OFFICER_DISMISSED"
  ]
 },
 "people_person": {
  "INSERT": [
   "PERSON_IDENTIFIED",
   "PERSON_KNOWN",
   "RESIDENT_REGISTERED"
  ],
  "UPDATE": [
   "PERSON_CORRECTED"
  ]
 },
 "people_proposal": {
  "INSERT": [
   "PROPOSAL_MADE"
  ],
  "UPDATE": [
   "PROPOSAL_CONFIRMED",
   "PROPOSAL_LAPSED",
   "PROPOSAL_REJECTED"
  ]
 },
 "people_resident": {
  "INSERT": [
   "RESIDENT_MOVED",
   "RESIDENT_REGISTERED"
  ]
 },
 "people_site": {
  "INSERT": [
   "SITE_CHANGED"
  ],
  "UPDATE": [
   "SITE_CHANGED"
  ]
 },
 "people_site_agencies": {
  "DELETE": [
   "SITE_CHANGED"
  ],
  "INSERT": [
   "SITE_CHANGED"
  ]
 },
 "people_substitution": {
  "INSERT": [
   "SUBSTITUTED"
  ],
  "UPDATE": [
   "SUBSTITUTION_ENDED"
  ]
 },
 "transparency_stateroot": {
  "INSERT": [
   "STATE_ROOT"
  ]
 },
 "vault_access": {
  "INSERT": [
   "OPENED",
   "OPENED_COVERTLY",
   "REPRINTED",
   "REUSED"
  ]
 },
 "vault_casekey": {
  "UPDATE": [
   "ERASED"
  ]
 },
 "visits_announcement": {
  "INSERT": [
   "ANNOUNCEMENT_MADE",
   "TICKET_CALLED",
   "TICKET_RECALLED"
  ]
 },
 "visits_booking": {
  "INSERT": [
   "APPOINTMENT_BOOKED",
   "APPOINTMENT_MOVED",
   "APPOINTMENT_RESERVED"
  ],
  "UPDATE": [
   "APPOINTMENT_ARRIVED",
   "APPOINTMENT_BOOKED",
   "APPOINTMENT_CANCELLED",
   "APPOINTMENT_EXPIRED",
   "APPOINTMENT_MOVED",
   "APPOINTMENT_NO_SHOW"
  ]
 },
 "visits_desk": {
  "INSERT": [
   "DESK_CHANGED"
  ],
  "UPDATE": [
   "DESK_CHANGED"
  ]
 },
 "visits_deskpause": {
  "INSERT": [
   "DESK_PAUSED"
  ],
  "UPDATE": [
   "DESK_CLOSED",
   "DESK_RESUMED"
  ]
 },
 "visits_desksession": {
  "INSERT": [
   "DESK_OPENED"
  ],
  "UPDATE": [
   "DESK_CLOSED"
  ]
 },
 "visits_deskskill": {
  "DELETE": [
   "DESK_CHANGED"
  ],
  "INSERT": [
   "DESK_CHANGED"
  ],
  "UPDATE": [
   "DESK_CHANGED"
  ]
 },
 "visits_kiosk": {
  "INSERT": [
   "KIOSK_CHANGED"
  ],
  "UPDATE": [
   "KIOSK_CHANGED"
  ]
 },
 "visits_numberlease": {
  "INSERT": [
   "NUMBERS_LEASED"
  ]
 },
 "visits_outage": {
  "INSERT": [
   "OUTAGE_REPORTED"
  ],
  "UPDATE": [
   "OUTAGE_ENDED"
  ]
 },
 "visits_queue": {
  "INSERT": [
   "QUEUE_CHANGED"
  ],
  "UPDATE": [
   "QUEUE_CHANGED"
  ]
 },
 "visits_queueclosure": {
  "DELETE": [
   "QUEUE_CHANGED"
  ],
  "INSERT": [
   "QUEUE_CHANGED"
  ]
 },
 "visits_ticket": {
  "INSERT": [
   "TICKET_ISSUED",
   "TICKET_TRANSFERRED"
  ],
  "UPDATE": [
   "TICKET_ARRIVED",
   "TICKET_CALLED",
   "TICKET_CANCELLED",
   "TICKET_DONE",
   "TICKET_EXPIRED",
   "TICKET_LEFT",
   "TICKET_MISSED",
   "TICKET_NOT_PRINTED",
   "TICKET_NO_SHOW",
   "TICKET_ON_HOLD",
   "TICKET_PRIORITY",
   "TICKET_PUT_BACK",
   "TICKET_RECALLED",
   "TICKET_REQUEUED",
   "TICKET_RESUMED",
   "TICKET_RETURNED",
   "TICKET_SERVING",
   "TICKET_TRANSFERRED"
  ]
 },
 "visits_ticketdependency": {
  "INSERT": [
   "TICKET_ISSUED",
   "TICKET_TRANSFERRED"
  ]
 },
 "visits_ticketevent": {
  "INSERT": [
   "TICKET_ARRIVED",
   "TICKET_CALLED",
   "TICKET_CANCELLED",
   "TICKET_DONE",
   "TICKET_EXPIRED",
   "TICKET_ISSUED",
   "TICKET_LEFT",
   "TICKET_MISSED",
   "TICKET_NOT_PRINTED",
   "TICKET_NO_SHOW",
   "TICKET_ON_HOLD",
   "TICKET_PRIORITY",
   "TICKET_PUT_BACK",
   "TICKET_RECALLED",
   "TICKET_REQUEUED",
   "TICKET_RESUMED",
   "TICKET_RETURNED",
   "TICKET_SERVING",
   "TICKET_TRANSFERRED"
  ]
 },
 "visits_visit": {
  "INSERT": [
   "APPOINTMENT_BOOKED",
   "APPOINTMENT_RESERVED",
   "TICKET_ISSUED"
  ],
  "UPDATE": [
   "APPOINTMENT_ARRIVED",
   "APPOINTMENT_MOVED",
   "TICKET_ARRIVED",
   "VISIT_IDENTIFIED"
  ]
 }
}
$covers$::pg_catalog.jsonb
            OPERATOR(pg_catalog.->) table_name
            OPERATOR(pg_catalog.->) change
        ) OPERATOR(pg_catalog.?) entry_type, false)
$$;
