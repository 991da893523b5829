"""Every field that may contain personal data is declared."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from balarea.foundation.personal_data import Category, Form, PersonalField, Retention

# Field types that can contain anything: texts, lists, JSON, bytes, files.
OPEN_KINDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    ArrayField,
    SearchVectorField,
)

# Codes, hashes of public content, words of the system: no personal data.
NOT_PERSONAL = {
    "foundation_idempotencykey": "key body_hash answer",
    "foundation_firstanswer": "key",
    "foundation_calendaroverride": "reason",
    "foundation_ratecounter": "scope",
    "transparency_entry": "type agency service rules actor_kind tag commitment link",
    "transparency_leaf": "hash",
    "transparency_logstate": "origin keys root edge cluster note witnesses fault"
    " fault_detail",
    "transparency_publication": "root note",
    "transparency_rowversion": "relation key kind",
    "transparency_stateroot": "root guards findings",
    "vault_casekey": "wrapped",
    "vault_sealed": "name",
    "vault_access": "names actor_kind purpose",
    "people_agency": "code name name_translations short_name kind hours desk",
    "people_site": "code name address",
    "people_contact": "kind",
    "people_grant": "services actions",
    "people_delegation": "service kind actions office office_translations decree",
    "applications_caselookup": "reason",
    "applications_roster": "agency digest opening",
    "applications_draw": "action digest opening cause",
    "applications_drawfallback": "opening",
    "applications_drawresult": "opening leaf log_proof first_proof second_proof"
    " randomness round_signature",
    "visits_queue": "agency code prefix name name_translations zone services releases"
    " hours breaks",
    "visits_queueclosure": "reason",
    "visits_desk": "agency code zone",
    "visits_deskpause": "reason",
    "visits_queueday": "close_reason",
    "visits_visit": "language channel",
    "visits_ticket": "block label service channel priority priority_reason state"
    " hold_reason printed",
    "visits_ticketevent": "type actor_kind reason numbers",
    "visits_booking": "service state reason",
    "visits_boardzone": "zone",
    "visits_announcement": "zone kind label desk text text_translations",
    "visits_estimate": "model change why_hidden",
    "visits_waitday": "model summaries scores promised",
    "visits_outage": "agency system",
    "visits_kiosk": "code name public_key printer",
    "visits_printjob": "state",
    "people_substitution": "kind services actions decree",
    "people_agencychange": "details fields",
    "people_proposal": "kind agencies state",
    "people_contactcode": "kind purpose code_hash",
    "people_mandate": "kind services proof",
    "people_mandateend": "ended_by",
    "catalogue_service": "code agency current category way decides life_events fee"
    " unit title title_translations summary summary_translations",
    "catalogue_serviceversion": "hash content",
    "catalogue_bundleversion": "hash code content",
    "catalogue_edition": "digest content",
    "catalogue_searchentry": "words phrases",
    "catalogue_searchword": "word",
    "documents_evidence": "requirement kind content_type origin",
    "documents_scannedphoto": "requirement",
    "documents_counter": "service",
    "documents_issueddocument": "number code agency agency_name_id"
    " agency_name_translations service counter definition title_id"
    " title_translations state",
    "documents_step": "state actor_kind",
    "documents_suspension": "actor_kind",
    "documents_suspensionend": "ground actor_kind",
    "documents_reinstatement": "ground actor_kind",
    "payments_bill": "number reference agency service definition lines due_step state"
    " provider provider_reference qris cases",
    "payments_callback": "provider outcome",
    "payments_unsigned": "provider outcome",
    "payments_surplus": "agency reason remedy",
    "notices_message": "bound channel kind params agency service state",
    "notices_delivery": "step provider fault",
    "applications_draft": "reference service agency definition pages_done",
    "applications_scanlink": "requirement token_hash",
    "applications_application": "reference service agency definition tracking_hash"
    " state",
    "applications_bundlefiling": "reference bundle definition",
    "applications_statuschange": "state actor_kind",
    "applications_registeroutcome": "outcome",
    "applications_deskvisit": "reason",
    "applications_assignment": "kind action",
    "applications_worklistpreference": "share",
    "applications_savedfilter": "name queue share service due_by",
    "applications_filing": "evidence unconfirmed",
    "applications_requirementcheck": "requirement",
    "applications_deficiencynotice": "requirements",
    "applications_seenpaper": "requirement marks",
    "applications_advice": "advice agency service outcome unmet",
    "applications_decision": "outcome unmet basis",
    "applications_measure": "kind ground",
    "applications_objection": "remedy",
    "applications_objectionstep": "state actor_kind",
    "applications_namerequest": "service ending refusal",
    "people_contactnamerequest": "ending refusal",
    "applications_covertorder": "service basis ending",
    "applications_casequestion": "service side ending",
    "applications_takennotice": "way",
    "applications_lapse": "service means",
    "applications_succession": "kind",
    "applications_correction": "field",
    "applications_transferconsent": "code_hash",
    "documents_documentlink": "kind",
    "applications_announcement": "service agency",
}


def faults(model: Any, not_personal: set[str]) -> list[str]:
    """Fields that are declared neither or both ways, and declarations without field."""
    name = model._meta.db_table
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    open_fields = {name for name, f in fields.items() if isinstance(f, OPEN_KINDS)}
    personal = set(getattr(model, "personal", {}))
    findings = {field: "declare it" for field in open_fields - personal - not_personal}
    findings |= {field: "declared both ways" for field in personal & not_personal}
    findings |= {field: "no such field" for field in personal - fields.keys()}
    findings |= {field: "no such open field" for field in not_personal - open_fields}
    return sorted(f"{name}.{field}: {fault}" for field, fault in findings.items())


def ours() -> dict[str, type[models.Model]]:
    return {
        model._meta.db_table: model
        for config in apps.get_app_configs()
        if config.name.startswith("balarea.")
        for model in config.get_models(include_auto_created=True)
    }


def test_every_field_that_may_tell_of_a_person_is_declared() -> None:
    findings = [
        fault
        for name, model in ours().items()
        for fault in faults(model, set(NOT_PERSONAL.get(name, "").split()))
    ]
    assert not findings


def test_no_list_outlives_its_table() -> None:
    assert not NOT_PERSONAL.keys() - ours().keys()


class _LetterOptions:
    db_table = "letter"
    local_concrete_fields = [
        models.CharField(name="to"),
        models.JSONField(name="said"),
        models.IntegerField(name="pages"),
    ]


class _Letter:
    """The attributes of a model that the check uses."""

    _meta = _LetterOptions
    personal = {"to": PersonalField(Category.CONTACT, Form.MASKED, Retention.CASE)}


@pytest.mark.parametrize(
    ("not_personal", "expected"),
    [
        ({"said"}, []),
        (set(), ["letter.said: declare it"]),
        ({"said", "to"}, ["letter.to: declared both ways"]),
        ({"said", "gone"}, ["letter.gone: no such open field"]),
    ],
)
def test_an_undeclared_field_is_found(
    not_personal: set[str], expected: list[str]
) -> None:
    assert faults(_Letter, not_personal) == expected
