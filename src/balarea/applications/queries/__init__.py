"""Every read of this app: cases, officers' worklists, and figures."""

from balarea.applications.queries.advice import advice_in_reach as advice_in_reach
from balarea.applications.queries.advice import advices as advices
from balarea.applications.queries.advice import advices_against as advices_against
from balarea.applications.queries.advice import answers_key as answers_key
from balarea.applications.queries.advice import overdue_advices as overdue_advices
from balarea.applications.queries.advice import pending_advices as pending_advices
from balarea.applications.queries.advice import sealed_advice as sealed_advice
from balarea.applications.queries.advice import seen_requirements as seen_requirements
from balarea.applications.queries.advice import text_key as text_key
from balarea.applications.queries.answers import last_answer as last_answer
from balarea.applications.queries.answers import last_objection as last_objection
from balarea.applications.queries.assignments import given_at_once as given_at_once
from balarea.applications.queries.assignments import last_assignment as last_assignment
from balarea.applications.queries.assignments import (
    possible_handlers as possible_handlers,
)
from balarea.applications.queries.assignments import preference as preference
from balarea.applications.queries.assignments import share_of as share_of
from balarea.applications.queries.assignments import (
    stays_with_handler as stays_with_handler,
)
from balarea.applications.queries.bundles import MemberFiling as MemberFiling
from balarea.applications.queries.bundles import bundle_filing as bundle_filing
from balarea.applications.queries.bundles import bundle_filings as bundle_filings
from balarea.applications.queries.bundles import bundled as bundled
from balarea.applications.queries.bundles import left_out as left_out
from balarea.applications.queries.bundles import member_filings as member_filings
from balarea.applications.queries.bundles import member_problems as member_problems
from balarea.applications.queries.bundles import treasury_of as treasury_of
from balarea.applications.queries.cases import OUTCOME_PAPER as OUTCOME_PAPER
from balarea.applications.queries.cases import application as application
from balarea.applications.queries.cases import applications_of as applications_of
from balarea.applications.queries.cases import by_reference as by_reference
from balarea.applications.queries.cases import case as case
from balarea.applications.queries.cases import case_in_reach as case_in_reach
from balarea.applications.queries.cases import changes as changes
from balarea.applications.queries.cases import counting_evidence as counting_evidence
from balarea.applications.queries.cases import current_evidence as current_evidence
from balarea.applications.queries.cases import draft as draft
from balarea.applications.queries.cases import drafts_of as drafts_of
from balarea.applications.queries.cases import evidence_of as evidence_of
from balarea.applications.queries.cases import filed_evidence as filed_evidence
from balarea.applications.queries.cases import filed_first_on as filed_first_on
from balarea.applications.queries.cases import filings as filings
from balarea.applications.queries.cases import fingerprint as fingerprint
from balarea.applications.queries.cases import in_reach as in_reach
from balarea.applications.queries.cases import last_filing as last_filing
from balarea.applications.queries.cases import locked_draft as locked_draft
from balarea.applications.queries.cases import locked_for_step as locked_for_step
from balarea.applications.queries.cases import open_draft_bytes as open_draft_bytes
from balarea.applications.queries.cases import open_drafts as open_drafts
from balarea.applications.queries.cases import own_case as own_case
from balarea.applications.queries.cases import owned_by as owned_by
from balarea.applications.queries.cases import paid_and_due as paid_and_due
from balarea.applications.queries.cases import problems as problems
from balarea.applications.queries.cases import (
    requirement_with_files as requirement_with_files,
)
from balarea.applications.queries.cases import rules_as_of as rules_as_of
from balarea.applications.queries.cases import to_check as to_check
from balarea.applications.queries.cases import with_step_data as with_step_data
from balarea.applications.queries.collection import Collection as Collection
from balarea.applications.queries.collection import collection as collection
from balarea.applications.queries.conflicts import (
    excluded_officers as excluded_officers,
)
from balarea.applications.queries.conflicts import interest as interest
from balarea.applications.queries.deadlines import Deadlines as Deadlines
from balarea.applications.queries.deadlines import check_days as check_days
from balarea.applications.queries.deadlines import deadlines as deadlines
from balarea.applications.queries.deadlines import decision_days as decision_days
from balarea.applications.queries.deadlines import promised_on as promised_on
from balarea.applications.queries.deciding_together import Candidate as Candidate
from balarea.applications.queries.deciding_together import candidates as candidates
from balarea.applications.queries.deciding_together import (
    is_decided_alone as is_decided_alone,
)
from balarea.applications.queries.deciding_together import (
    simple_services as simple_services,
)
from balarea.applications.queries.deciding_together import (
    unopened_cases as unopened_cases,
)
from balarea.applications.queries.desk_visits import desk_visit as desk_visit
from balarea.applications.queries.desk_visits import (
    not_served_reasons as not_served_reasons,
)
from balarea.applications.queries.desk_visits import not_served_text as not_served_text
from balarea.applications.queries.figure_cases import FIGURES as FIGURES
from balarea.applications.queries.figure_cases import Counted as Counted
from balarea.applications.queries.figure_cases import Step as Step
from balarea.applications.queries.figure_cases import counted as counted
from balarea.applications.queries.figure_cases import steps as steps
from balarea.applications.queries.figures import Figures as Figures
from balarea.applications.queries.figures import Proofs as Proofs
from balarea.applications.queries.figures import figures as figures
from balarea.applications.queries.figures import figures_of as figures_of
from balarea.applications.queries.figures import overseen as overseen
from balarea.applications.queries.figures import proofs as proofs
from balarea.applications.queries.filing_durations import FilingTime as FilingTime
from balarea.applications.queries.filing_durations import filing_times as filing_times
from balarea.applications.queries.hand_outs import START as START
from balarea.applications.queries.hand_outs import HandOutCursor as HandOutCursor
from balarea.applications.queries.hand_outs import Paper as Paper
from balarea.applications.queries.hand_outs import WaitingPaper as WaitingPaper
from balarea.applications.queries.hand_outs import days_waiting as days_waiting
from balarea.applications.queries.hand_outs import hand_out_of as hand_out_of
from balarea.applications.queries.hand_outs import (
    hand_outs_of_sheet as hand_outs_of_sheet,
)
from balarea.applications.queries.hand_outs import issued_to as issued_to
from balarea.applications.queries.hand_outs import paper_case as paper_case
from balarea.applications.queries.hand_outs import papers_with as papers_with
from balarea.applications.queries.hand_outs import ready_on as ready_on
from balarea.applications.queries.hand_outs import received_case as received_case
from balarea.applications.queries.hand_outs import uncollected as uncollected
from balarea.applications.queries.hand_outs import (
    uncollected_documents as uncollected_documents,
)
from balarea.applications.queries.hand_overs import AwaitedOutcome as AwaitedOutcome
from balarea.applications.queries.hand_overs import (
    awaited_outcomes as awaited_outcomes,
)
from balarea.applications.queries.hand_overs import hand_over as hand_over
from balarea.applications.queries.hand_overs import (
    register_outcome as register_outcome,
)
from balarea.applications.queries.lapses import LapseCursor as LapseCursor
from balarea.applications.queries.lapses import LapseItem as LapseItem
from balarea.applications.queries.lapses import extension_of as extension_of
from balarea.applications.queries.lapses import last_lapse as last_lapse
from balarea.applications.queries.lapses import latest_lapse as latest_lapse
from balarea.applications.queries.lapses import may_extend as may_extend
from balarea.applications.queries.lapses import passed_deadlines as passed_deadlines
from balarea.applications.queries.lapses import statement_waits as statement_waits
from balarea.applications.queries.loads import Load as Load
from balarea.applications.queries.loads import items_of as items_of
from balarea.applications.queries.loads import loads as loads
from balarea.applications.queries.loads import lookups_since as lookups_since
from balarea.applications.queries.objections import (
    AwaitedObjection as AwaitedObjection,
)
from balarea.applications.queries.objections import (
    awaited_objections as awaited_objections,
)
from balarea.applications.queries.objections import must_grant as must_grant
from balarea.applications.queries.objections import objection as objection
from balarea.applications.queries.objections import objections_of as objections_of
from balarea.applications.queries.objections import open_remedy as open_remedy
from balarea.applications.queries.objections import participants as participants
from balarea.applications.queries.officer_records import (
    OfficerRecords as OfficerRecords,
)
from balarea.applications.queries.officer_records import checks_since as checks_since
from balarea.applications.queries.officer_records import concerning as concerning
from balarea.applications.queries.officer_records import deficiency_of as deficiency_of
from balarea.applications.queries.officer_records import (
    is_met_on_site as is_met_on_site,
)
from balarea.applications.queries.officer_records import last_decision as last_decision
from balarea.applications.queries.officer_records import marks as marks
from balarea.applications.queries.officer_records import marks_since as marks_since
from balarea.applications.queries.officer_records import public_record as public_record
from balarea.applications.queries.officer_records import records_of as records_of
from balarea.applications.queries.officer_records import remarks as remarks
from balarea.applications.queries.officer_records import review_of as review_of
from balarea.applications.queries.officer_records import (
    review_outcome as review_outcome,
)
from balarea.applications.queries.pending_advice import AwaitedAdvice as AwaitedAdvice
from balarea.applications.queries.pending_advice import (
    awaited_advice_count as awaited_advice_count,
)
from balarea.applications.queries.pending_advice import (
    awaited_advices as awaited_advices,
)
from balarea.applications.queries.reasons import ready_reasons as ready_reasons
from balarea.applications.queries.reasons import reason_text as reason_text
from balarea.applications.queries.reasons import (
    requirement_titles as requirement_titles,
)
from balarea.applications.queries.reviews import AwaitedReview as AwaitedReview
from balarea.applications.queries.reviews import (
    awaited_review_count as awaited_review_count,
)
from balarea.applications.queries.reviews import awaited_reviews as awaited_reviews
from balarea.applications.queries.reviews import (
    is_granted_by_rules as is_granted_by_rules,
)
from balarea.applications.queries.reviews import (
    reviewable_decision as reviewable_decision,
)
from balarea.applications.queries.talk import taken_notice as taken_notice
from balarea.applications.queries.unpaid import unpaid_cases as unpaid_cases
from balarea.applications.queries.waiting_counts import (
    waiting_counts as waiting_counts,
)
from balarea.applications.queries.worklist_filters import filter_of as filter_of
from balarea.applications.queries.worklist_filters import saved_filter as saved_filter
from balarea.applications.queries.worklist_filters import saved_filters as saved_filters
from balarea.applications.queries.worklists import COUNT_CAP as COUNT_CAP
from balarea.applications.queries.worklists import FIRST as FIRST
from balarea.applications.queries.worklists import PAGE as PAGE
from balarea.applications.queries.worklists import Cursor as Cursor
from balarea.applications.queries.worklists import WorkItem as WorkItem
from balarea.applications.queries.worklists import find as find
from balarea.applications.queries.worklists import last_of as last_of
from balarea.applications.queries.worklists import services_in as services_in
from balarea.applications.queries.worklists import waiting as waiting
from balarea.applications.queries.worklists import worklist as worklist
