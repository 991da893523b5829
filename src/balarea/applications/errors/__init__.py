"""Refusals of this app, by what somebody was doing."""

from balarea.applications.errors.access import BasisMissing as BasisMissing
from balarea.applications.errors.access import CovertOver as CovertOver
from balarea.applications.errors.access import CovertWaits as CovertWaits
from balarea.applications.errors.access import OrderUnreadable as OrderUnreadable
from balarea.applications.errors.access import OwnCovertOrder as OwnCovertOrder
from balarea.applications.errors.access import (
    RevealDayImpossible as RevealDayImpossible,
)
from balarea.applications.errors.advising import AdviceNotFollowed as AdviceNotFollowed
from balarea.applications.errors.advising import AdviceOver as AdviceOver
from balarea.applications.errors.advising import AdvicePending as AdvicePending
from balarea.applications.errors.advising import AdviceUnanswered as AdviceUnanswered
from balarea.applications.errors.advising import NoGroundAgainst as NoGroundAgainst
from balarea.applications.errors.after_issue import CannotCorrect as CannotCorrect
from balarea.applications.errors.after_issue import CannotRenew as CannotRenew
from balarea.applications.errors.after_issue import CannotReplace as CannotReplace
from balarea.applications.errors.after_issue import CannotTransfer as CannotTransfer
from balarea.applications.errors.after_issue import ChangesDecision as ChangesDecision
from balarea.applications.errors.after_issue import ConsentUnknown as ConsentUnknown
from balarea.applications.errors.after_issue import CorrectionWaits as CorrectionWaits
from balarea.applications.errors.after_issue import NotConfirmed as NotConfirmed
from balarea.applications.errors.after_issue import NothingChanged as NothingChanged
from balarea.applications.errors.after_issue import OnlyHolder as OnlyHolder
from balarea.applications.errors.after_issue import OwnCorrection as OwnCorrection
from balarea.applications.errors.after_issue import StatementMissing as StatementMissing
from balarea.applications.errors.after_issue import ValuesInvalid as ValuesInvalid
from balarea.applications.errors.assigning import Away as Away
from balarea.applications.errors.assigning import CannotAssign as CannotAssign
from balarea.applications.errors.assigning import CannotRedraw as CannotRedraw
from balarea.applications.errors.assigning import Excluded as Excluded
from balarea.applications.errors.assigning import GroundMissing as GroundMissing
from balarea.applications.errors.assigning import NotDrawnYet as NotDrawnYet
from balarea.applications.errors.assigning import NotYours as NotYours
from balarea.applications.errors.assigning import OfficerIsDrawn as OfficerIsDrawn
from balarea.applications.errors.assigning import TookAnotherStep as TookAnotherStep
from balarea.applications.errors.assigning import UndoOver as UndoOver
from balarea.applications.errors.assigning import WithColleague as WithColleague
from balarea.applications.errors.deciding import DayImpossible as DayImpossible
from balarea.applications.errors.deciding import DayUnreadable as DayUnreadable
from balarea.applications.errors.deciding import (
    ForeignRequirement as ForeignRequirement,
)
from balarea.applications.errors.deciding import (
    NobodyCountersigns as NobodyCountersigns,
)
from balarea.applications.errors.deciding import NoDefects as NoDefects
from balarea.applications.errors.deciding import NoGround as NoGround
from balarea.applications.errors.deciding import NoLevyOnline as NoLevyOnline
from balarea.applications.errors.deciding import NotChecked as NotChecked
from balarea.applications.errors.deciding import NothingToReview as NothingToReview
from balarea.applications.errors.deciding import NotMarked as NotMarked
from balarea.applications.errors.deciding import (
    NotServedReasonMissing as NotServedReasonMissing,
)
from balarea.applications.errors.deciding import OutcomeMissing as OutcomeMissing
from balarea.applications.errors.deciding import ReasonsMissing as ReasonsMissing
from balarea.applications.errors.deciding import (
    RegisterNumberMissing as RegisterNumberMissing,
)
from balarea.applications.errors.deciding import (
    RemarkWithoutDefect as RemarkWithoutDefect,
)
from balarea.applications.errors.deciding import ReturnedBefore as ReturnedBefore
from balarea.applications.errors.deciding import ReviewRequested as ReviewRequested
from balarea.applications.errors.deciding import SamePerson as SamePerson
from balarea.applications.errors.deciding import StepDayImpossible as StepDayImpossible
from balarea.applications.errors.deciding import StepDayUnreadable as StepDayUnreadable
from balarea.applications.errors.deciding import StillDefective as StillDefective
from balarea.applications.errors.deciding import TextTooLong as TextTooLong
from balarea.applications.errors.deciding import (
    UnknownRequirement as UnknownRequirement,
)
from balarea.applications.errors.filters import FilterNameMissing as FilterNameMissing
from balarea.applications.errors.filters import TooManyFilters as TooManyFilters
from balarea.applications.errors.measures import AnswerAwaited as AnswerAwaited
from balarea.applications.errors.measures import AnswerOver as AnswerOver
from balarea.applications.errors.measures import MeasureMissing as MeasureMissing
from balarea.applications.errors.measures import NothingInForce as NothingInForce
from balarea.applications.errors.measures import NotOwnProposal as NotOwnProposal
from balarea.applications.errors.measures import NotSuspendedNow as NotSuspendedNow
from balarea.applications.errors.measures import NotWaiting as NotWaiting
from balarea.applications.errors.measures import OwnProposal as OwnProposal
from balarea.applications.errors.measures import (
    OwnProposalAnswered as OwnProposalAnswered,
)
from balarea.applications.errors.measures import ProposedAlready as ProposedAlready
from balarea.applications.errors.measures import (
    SuspensionDaysWrong as SuspensionDaysWrong,
)
from balarea.applications.errors.objecting import AnnouncementOver as AnnouncementOver
from balarea.applications.errors.objecting import CannotExtend as CannotExtend
from balarea.applications.errors.objecting import DecidedByTime as DecidedByTime
from balarea.applications.errors.objecting import HadAPart as HadAPart
from balarea.applications.errors.objecting import MustGrant as MustGrant
from balarea.applications.errors.objecting import NothingToObject as NothingToObject
from balarea.applications.errors.objecting import ObjectedAlready as ObjectedAlready
from balarea.applications.errors.objecting import OwnApplication as OwnApplication
from balarea.applications.errors.objecting import StillAnnounced as StillAnnounced
from balarea.applications.errors.objecting import ThirdPartiesWait as ThirdPartiesWait
from balarea.applications.errors.objecting import TooLateToObject as TooLateToObject
from balarea.applications.errors.talking import AskingOver as AskingOver
from balarea.applications.errors.talking import AsksForFile as AsksForFile
from balarea.applications.errors.talking import QuestionEmpty as QuestionEmpty
from balarea.applications.errors.talking import QuestionOpen as QuestionOpen
from balarea.applications.errors.talking import QuestionOver as QuestionOver
from balarea.applications.errors.together import DecidedAlone as DecidedAlone
from balarea.applications.errors.together import NoneChosen as NoneChosen
from balarea.applications.errors.together import NotOpened as NotOpened
from balarea.applications.errors.together import TooManyTogether as TooManyTogether
from balarea.applications.errors.writing import CannotWithdraw as CannotWithdraw
from balarea.applications.errors.writing import ChangedMeanwhile as ChangedMeanwhile
from balarea.applications.errors.writing import DraftExpired as DraftExpired
from balarea.applications.errors.writing import DraftsTooLarge as DraftsTooLarge
from balarea.applications.errors.writing import FiledAlready as FiledAlready
from balarea.applications.errors.writing import Incomplete as Incomplete
from balarea.applications.errors.writing import LeftUnsent as LeftUnsent
from balarea.applications.errors.writing import NewsOfPrincipal as NewsOfPrincipal
from balarea.applications.errors.writing import NoPaymentOnline as NoPaymentOnline
from balarea.applications.errors.writing import NoPhotos as NoPhotos
from balarea.applications.errors.writing import NothingApplies as NothingApplies
from balarea.applications.errors.writing import NothingToPay as NothingToPay
from balarea.applications.errors.writing import NotOnline as NotOnline
from balarea.applications.errors.writing import NotReusable as NotReusable
from balarea.applications.errors.writing import NotSent as NotSent
from balarea.applications.errors.writing import SavedMeanwhile as SavedMeanwhile
from balarea.applications.errors.writing import ScanLinkOver as ScanLinkOver
from balarea.applications.errors.writing import SeenUnknown as SeenUnknown
from balarea.applications.errors.writing import SessionWasOver as SessionWasOver
from balarea.applications.errors.writing import TooManyDrafts as TooManyDrafts
from balarea.applications.errors.writing import Unconfirmed as Unconfirmed
