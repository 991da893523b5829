"""Service definitions: a public service as data, and the engine that evaluates it.

Pure Python without Django. Answers are plain JSON (see `reading`), rules are a
small typed profile of JsonLogic (see `logic`), and a definition is identified by
the SHA-256 of its canonical JSON. How to write one: docs/service-definitions.md.
"""

from .advice import Advice, AdviceQuestion
from .advice_forms import (
    advice_of,
    applying_advice,
    question_field,
    read_advice,
    seen_pages,
)
from .bundle_merging import merge as merge_bundle
from .bundles import (
    Bundle,
    BundleSource,
    Later,
    Member,
    afterwards,
    applying,
    own_answers,
)
from .checks import Problem
from .collection import place_chosen
from .deciding_together import may_decide_together
from .directory import Agency, LifeEvent
from .display_texts import (
    display,
    document_number,
    entries,
    figure,
    placeholder_names,
    rupiah,
    statements,
    valid_until,
    written_date,
    written_number,
)
from .drawing import is_drawn
from .eligibility import (
    DocumentList,
    Verdict,
    deciding_fields,
    document_list,
    verdict,
)
from .endings import Collect, Finding, Renewal, Transfer
from .engine import (
    Answers,
    Contradiction,
    Fee,
    FeeStep,
    check_all,
    check_page,
    contradictions,
    exit_page,
    fee,
    form_entries,
    possible_requirements,
    requirements,
    visible_answers,
    visible_fields,
    visible_pages,
)
from .errors import Defect, InvalidDefinitions, RuleError
from .examples import failures
from .format import (
    Choice,
    Definition,
    EligibilityQuestion,
    Example,
    Field,
    Output,
    Page,
    Reason,
    Requirement,
)
from .group_forms import arranged, is_pressed
from .groups import (
    ShownEntry,
    field,
    is_group,
    label,
    least,
    listed,
    most,
    name,
    question,
)
from .groups import raw as raw_group
from .identity import canonical, decode, decode_bundle, identity
from .loading import (
    load_agencies,
    load_all,
    load_bundles,
    load_life_events,
)
from .logic import variables
from .places import district_names
from .question_types import CODES, QUESTION_TYPES, QuestionType
from .reading import Answer, day, raw
from .reuse import holder_question, usable_until
from .rule_decisions import RuleCheck, RuleDecision
from .rule_trace import CheckResult, Trace, check_titles, trace
from .simplicity import Simplicity, simplicity
from .standards import LegalBasis, Standard
from .texts import Text
from .treasuries import treasury
from .validation import defects

__all__ = [
    "CODES",
    "QUESTION_TYPES",
    "Advice",
    "AdviceQuestion",
    "Agency",
    "Answer",
    "Answers",
    "Bundle",
    "BundleSource",
    "CheckResult",
    "Choice",
    "Collect",
    "Contradiction",
    "Defect",
    "Definition",
    "DocumentList",
    "EligibilityQuestion",
    "Example",
    "Fee",
    "FeeStep",
    "Field",
    "Finding",
    "InvalidDefinitions",
    "Later",
    "LegalBasis",
    "LifeEvent",
    "Member",
    "Output",
    "Page",
    "Problem",
    "QuestionType",
    "Reason",
    "Renewal",
    "Requirement",
    "RuleCheck",
    "RuleDecision",
    "RuleError",
    "ShownEntry",
    "Simplicity",
    "Standard",
    "Text",
    "Trace",
    "Transfer",
    "Verdict",
    "advice_of",
    "afterwards",
    "applying",
    "applying_advice",
    "arranged",
    "canonical",
    "check_all",
    "check_page",
    "check_titles",
    "contradictions",
    "day",
    "deciding_fields",
    "decode",
    "decode_bundle",
    "defects",
    "display",
    "district_names",
    "document_list",
    "document_number",
    "entries",
    "exit_page",
    "failures",
    "fee",
    "field",
    "figure",
    "form_entries",
    "holder_question",
    "identity",
    "is_drawn",
    "is_group",
    "is_pressed",
    "label",
    "least",
    "listed",
    "load_agencies",
    "load_all",
    "load_bundles",
    "load_life_events",
    "may_decide_together",
    "merge_bundle",
    "most",
    "name",
    "own_answers",
    "place_chosen",
    "placeholder_names",
    "possible_requirements",
    "question",
    "question_field",
    "raw",
    "raw_group",
    "read_advice",
    "requirements",
    "rupiah",
    "seen_pages",
    "simplicity",
    "statements",
    "trace",
    "treasury",
    "usable_until",
    "valid_until",
    "variables",
    "verdict",
    "visible_answers",
    "visible_fields",
    "visible_pages",
    "written_date",
    "written_number",
]
