"""Service definitions: a public service as data, and the engine that evaluates it.

Pure Python without Django. Answers are plain JSON (see `reading`), rules are a
small typed profile of JsonLogic (see `logic`), and a definition is identified by
the SHA-256 of its canonical JSON. How to write one: docs/service-definitions.md.
"""

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
from .collection import place_chosen
from .directory import Agency, LifeEvent, Mall, contact_defects
from .display_texts import (
    display,
    document_number,
    figure,
    rupiah,
    statements,
    valid_until,
    written_date,
    written_number,
)
from .eligibility import (
    DocumentList,
    Verdict,
    deciding_fields,
    document_list,
    verdict,
)
from .engine import (
    Answers,
    Contradiction,
    Fee,
    FeeStep,
    Problem,
    check_all,
    check_page,
    contradictions,
    fee,
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
    Collect,
    Definition,
    EligibilityQuestion,
    Example,
    Field,
    LegalBasis,
    Output,
    Page,
    Reason,
    Requirement,
    Standard,
)
from .identity import canonical, decode, decode_bundle, identity
from .loading import (
    load_agencies,
    load_all,
    load_bundles,
    load_life_events,
    load_mall,
)
from .question_types import CODES, QUESTION_TYPES, QuestionType
from .reading import Answer, day, raw
from .texts import Text
from .treasuries import treasury
from .validation import defects

__all__ = [
    "CODES",
    "QUESTION_TYPES",
    "Agency",
    "Answer",
    "Answers",
    "Bundle",
    "BundleSource",
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
    "InvalidDefinitions",
    "Later",
    "LegalBasis",
    "LifeEvent",
    "Mall",
    "Member",
    "Output",
    "Page",
    "Problem",
    "QuestionType",
    "Reason",
    "Requirement",
    "RuleError",
    "Standard",
    "Text",
    "Verdict",
    "afterwards",
    "applying",
    "canonical",
    "check_all",
    "check_page",
    "contact_defects",
    "contradictions",
    "day",
    "deciding_fields",
    "decode",
    "decode_bundle",
    "defects",
    "display",
    "document_list",
    "document_number",
    "failures",
    "fee",
    "figure",
    "identity",
    "load_agencies",
    "load_all",
    "load_bundles",
    "load_life_events",
    "load_mall",
    "merge_bundle",
    "own_answers",
    "place_chosen",
    "possible_requirements",
    "raw",
    "requirements",
    "rupiah",
    "statements",
    "treasury",
    "valid_until",
    "verdict",
    "visible_answers",
    "visible_fields",
    "visible_pages",
    "written_date",
    "written_number",
]
