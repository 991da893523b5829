"""Drafts and applications. Everything personal is sealed; rows carry codes and days."""

from balarea.applications.models.access_requests import CovertOrder as CovertOrder
from balarea.applications.models.access_requests import NameRequest as NameRequest
from balarea.applications.models.advice import Advice as Advice
from balarea.applications.models.after_issue import Correction as Correction
from balarea.applications.models.after_issue import (
    CorrectionOutcome as CorrectionOutcome,
)
from balarea.applications.models.after_issue import (
    CorrectionProposal as CorrectionProposal,
)
from balarea.applications.models.after_issue import Succession as Succession
from balarea.applications.models.after_issue import TransferConsent as TransferConsent
from balarea.applications.models.announcements import Announcement as Announcement
from balarea.applications.models.announcements import (
    ThirdPartyAnswer as ThirdPartyAnswer,
)
from balarea.applications.models.announcements import (
    ThirdPartyObjection as ThirdPartyObjection,
)
from balarea.applications.models.assignments import Assignment as Assignment
from balarea.applications.models.assignments import AssignmentKind as AssignmentKind
from balarea.applications.models.assignments import (
    WorklistPreference as WorklistPreference,
)
from balarea.applications.models.cases import Application as Application
from balarea.applications.models.cases import BundleFiling as BundleFiling
from balarea.applications.models.cases import DeficiencyNotice as DeficiencyNotice
from balarea.applications.models.cases import Draft as Draft
from balarea.applications.models.cases import Filing as Filing
from balarea.applications.models.cases import Inspection as Inspection
from balarea.applications.models.cases import Owned as Owned
from balarea.applications.models.cases import RequirementCheck as RequirementCheck
from balarea.applications.models.cases import StatusChange as StatusChange
from balarea.applications.models.conflicts import Exclusion as Exclusion
from balarea.applications.models.decisions import Answer as Answer
from balarea.applications.models.decisions import Countersignature as Countersignature
from balarea.applications.models.decisions import Decision as Decision
from balarea.applications.models.decisions import Reply as Reply
from balarea.applications.models.decisions import Review as Review
from balarea.applications.models.decisions import ReviewOutcome as ReviewOutcome
from balarea.applications.models.draws import Draw as Draw
from balarea.applications.models.draws import DrawFallback as DrawFallback
from balarea.applications.models.draws import DrawResult as DrawResult
from balarea.applications.models.draws import Roster as Roster
from balarea.applications.models.endings import DeskVisit as DeskVisit
from balarea.applications.models.endings import HandOver as HandOver
from balarea.applications.models.endings import RegisterOutcome as RegisterOutcome
from balarea.applications.models.front_desk import SeenPaper as SeenPaper
from balarea.applications.models.front_desk import ToldInPerson as ToldInPerson
from balarea.applications.models.hand_outs import HandOut as HandOut
from balarea.applications.models.hand_outs import HandOutReversal as HandOutReversal
from balarea.applications.models.lapses import DecisionExtension as DecisionExtension
from balarea.applications.models.lapses import Lapse as Lapse
from balarea.applications.models.lookups import CaseLookup as CaseLookup
from balarea.applications.models.measures import Measure as Measure
from balarea.applications.models.measures import MeasureAnswer as MeasureAnswer
from balarea.applications.models.measures import MeasureOutcome as MeasureOutcome
from balarea.applications.models.objections import Objection as Objection
from balarea.applications.models.objections import ObjectionOutcome as ObjectionOutcome
from balarea.applications.models.objections import ObjectionStep as ObjectionStep
from balarea.applications.models.objections import (
    ObjectionWithdrawal as ObjectionWithdrawal,
)
from balarea.applications.models.scanning import ScanLink as ScanLink
from balarea.applications.models.talk import CaseNote as CaseNote
from balarea.applications.models.talk import CaseQuestion as CaseQuestion
from balarea.applications.models.talk import TakenNotice as TakenNotice
from balarea.applications.models.worklist_filters import SavedFilter as SavedFilter
