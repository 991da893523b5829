"""Everybody who may come to an officer's address, and what lies behind addresses.

All of it is made by operations, once; `test_every_address` walks it.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from balarea.applications import models, queries, testing
from balarea.applications.hand_out_rules import Collector, Identity, Way
from balarea.applications.measure_rules import Ground, MeasureKind
from balarea.applications.operations import (
    conflicts,
    front_desk,
    handing_out,
    measures,
    objecting,
    sealed_contents,
)
from balarea.applications.operations.handing_out import Handing
from balarea.applications.rules import State
from balarea.applications.tests.conftest import officer_for
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.applications.tests.officer.test_front_desk import ANSWERS, NIK, photo, send
from balarea.applications.tests.test_advising import PBG, draft_with_all
from balarea.applications.tests.test_delegated_decisions import DECREE
from balarea.applications.tests.test_measures import REASON
from balarea.applications.tests.test_objecting import TEXT
from balarea.foundation import clock, ids, references
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Officer, Substitution
from balarea.people.operations import absences, delegations, substitutes, villages
from balarea.people.operations.villages import Village
from balarea.people.rules import Action, DelegationKind
from balarea.people.rules import Identity as CardIdentity
from balarea.people.substitute_rules import AbsenceKind, SubstituteKind

CARD = "DKC-006"
ASKING, CARDS = "DPM", "DKC"  # the agencies whose cases are swept
STRANGE = "DNK"  # an agency that has nothing to do with them
DELEGATED = "DSO"  # the agency to which a service is delegated
VILLAGE = Village("3211102001", "Buahdua", "Buahdua")
DAY = dt.timedelta(days=1)
# Every right on cases, but for those of villages and of other agencies' advice.
ON_CASES = frozenset(
    action for action in Action if action.opens_cases and action is not Action.ASSIST
)
# Role → the rights of its grants, by agency. Rights that come otherwise: see `GAINED`.
GRANTED: Mapping[str, Mapping[str, frozenset[Action]]] = {
    "village officer": {VILLAGE.code: frozenset({Action.ASSIST})},
    "front desk": dict.fromkeys((ASKING, CARDS), frozenset({Action.RECEIVE})),
    "verifier away": dict.fromkeys(
        (ASKING, CARDS), frozenset({Action.READ, Action.VERIFY})
    ),
    "head": dict.fromkeys(
        (ASKING, CARDS), frozenset({Action.READ, Action.ASSIGN, Action.DECIDE})
    ),
    "signer": dict.fromkeys(
        (ASKING, CARDS), frozenset({Action.READ, Action.COUNTERSIGN, Action.REVOKE})
    ),
    "decider on objections": dict.fromkeys(
        (ASKING, CARDS), frozenset({Action.DECIDE_OBJECTION})
    ),
    "adviser": {"PUT": frozenset({Action.ADVISE})},
    "delegate": {DELEGATED: frozenset({Action.DECIDE})},
    "substitute": {STRANGE: frozenset({Action.READ})},
    "substitute before": {STRANGE: frozenset({Action.READ})},
    "substitute after": {STRANGE: frozenset({Action.READ})},
    "excluded": dict.fromkeys((ASKING, CARDS), ON_CASES),
    "manager": {ASKING: frozenset({Action.MANAGE})},
    "auditor": dict.fromkeys((ASKING, CARDS), frozenset({Action.OVERSEE})),
    "officer of another agency": {STRANGE: ON_CASES},
}
# Role → what a delegation or a substitution adds.
GAINED: Mapping[str, Mapping[str, frozenset[Action]]] = {
    "delegate": {ASKING: frozenset({Action.DECIDE})},
    "substitute": {ASKING: frozenset({Action.DECIDE})},
}


@dataclasses.dataclass(frozen=True)
class Targets:
    """What lies behind the addresses: for each kind of target its values."""

    officers: Mapping[str, UUID]
    values: Mapping[str, Mapping[str, str]]
    # Agency → what nobody may read who doesn't reach its cases.
    references: Mapping[str, list[str]]
    personal: Mapping[str, list[str]]  # NIK and name


def _appoint_all(at: dt.datetime) -> dict[str, Officer]:
    officers = {}
    for role, grants in GRANTED.items():
        (first, actions), *others = grants.items()
        officers[role] = people_testing.appoint(first, actions, at)
        for agency, more in others:
            people_testing.grant(officers[role], agency, more, at)
    return officers


def _substitute(
    officer: Officer, first: dt.date, last: dt.date, at: dt.datetime
) -> Substitution:
    return substitutes.substitute(
        kind=SubstituteKind.PLH,
        officer=officer,
        agency=people.agency(ASKING),
        replaced=people_testing.appoint(ASKING, [Action.DECIDE], at),
        position=f"Kepala {officer.id}",
        actions=[Action.DECIDE],
        decree="Surat Perintah 1/2026",
        decree_on=first,
        begins_on=first,
        ends_on=last,
        by=SYSTEM,
        at=at,
    )


def _gain(officers: Mapping[str, Officer], at: dt.datetime) -> dict[str, str]:
    """The delegation, the substitutes, and who is away."""
    today = clock.today(at)
    delegations.delegate(
        service=PBG,
        agency=people.agency(ASKING),
        to=people.agency(DELEGATED),
        kind=DelegationKind.MANDATE,
        actions=[Action.DECIDE],
        office="Kepala",
        office_translations={"en": "Head"},
        decree=DECREE,
        decree_on=today,
        begins_on=today,
        by=SYSTEM,
        at=at,
    )
    in_force = _substitute(officers["substitute"], today, today + DAY, at)
    _substitute(officers["substitute before"], today + DAY, today + 2 * DAY, at)
    long_ago = at - 9 * DAY
    ended = clock.today(long_ago)
    _substitute(officers["substitute after"], ended, ended + DAY, long_ago)
    away = officers["verifier away"]
    absences.record_absence(
        officer=away,
        kind=AbsenceKind.LEAVE,
        begins_on=today,
        ends_on=today + DAY,
        scope=people_testing.scope_of(away),
        by=people.officer_actor(away),
        at=at,
    )
    return {
        "substitution": str(in_force.id),
        "delegation": str(people.delegations(today)[0].id),
    }


def _filed(
    service: str, state: State, who: testing.Applicant, at: dt.datetime
) -> models.Application:
    schedule = testing.Schedule(at - 9 * DAY, at)
    if service == PBG:
        case = draft_with_all(who, schedule)
    else:
        case = testing.draft(service, who, schedule)
    testing.submit(case, who, schedule)
    testing.advance(case, state, who, schedule)
    return queries.case(case)


def _values(case: models.Application) -> dict[str, str]:
    evidence = queries.current_evidence(case.id)
    return {
        "case": str(case.id),
        "reference": case.reference,
        "evidence": str(next(iter(evidence)).id),
        "requirement": next(iter(evidence)).requirement,
        "message": str(notices.of_case(case.id)[0].id),
        "agency": case.agency,
        "service": case.service,
    }


def _village_values(officer: Officer, at: dt.datetime) -> dict[str, str]:
    """What a village filed for a resident: the person and the case."""
    identity = CardIdentity("Budi Contoh", dt.date(1990, 7, 1), NIK)
    resident = villages.register(
        identity=identity,
        village=officer.agency_id,
        scope=people_testing.scope_of(officer),
        by=people.officer_actor(officer),
        at=at,
    )
    person = resident.id
    client, village = at_the_desk(officer), officer.agency_id
    address = f"/petugas/desa/{village}/warga/{person}/mulai/"
    page = client.post(address, {"service": CARD}).headers["Location"]
    files = {"file_R1": photo("surat"), "file_R3": photo("kk")}
    assert send(client, page, "file", **ANSWERS, **files).status_code == 302
    case = models.Application.objects.get(village=village)
    return {"person": str(person), "village": str(village), "case": str(case.id)}


def arrange(applicants: list[testing.Applicant], at: dt.datetime) -> Targets:
    """Everybody, and everything, before anybody comes."""
    long_ago = at - 20 * DAY
    villages.open_village(village=VILLAGE, by=SYSTEM, at=long_ago)
    officers = _appoint_all(long_ago)
    who = dataclasses.replace(applicants[0], name="Wiratmaja Kusumah")
    waiting = _filed(PBG, State.TO_DECIDE, who, at)
    who = dataclasses.replace(who, number=4321)  # another NIK in the other agency
    issued = _filed(CARD, State.ISSUED, who, at)
    refused = _filed(CARD, State.REFUSED, who, at)
    values = {
        "": _gain(officers, at),
        "case": _values(waiting),
        "reference": _values(waiting),
        "figures": _values(waiting),
        "issued": _values(issued) | _after_issue(issued, at),
        "refused": _values(refused) | {"objection": _objection(refused, who, at)},
        "village": _village_values(officers["village officer"], at),
        **_at_the_desk(issued, at),
    }
    values["advice"] = values["case"] | {"advice": _advice_of(waiting, "PUT")}
    values["officer"] = values[""] = values[""] | {
        "officer": str(officers["head"].id),
        "code": ASKING,
    }
    values["service"], values["office"] = {"code": PBG}, {"code": VILLAGE.code}
    _exclude(officers["excluded"], (waiting, issued, refused), at)
    agencies = {ASKING: [waiting], CARDS: [issued, refused]}
    return Targets(
        officers={role: one.id for role, one in officers.items()},
        values=values,
        references={
            agency: [text for one in cases for text in _references(one)]
            for agency, cases in agencies.items()
        },
        personal={
            agency: [text for one in cases for text in _personal(one, who.name, at)]
            for agency, cases in agencies.items()
        },
    )


def _exclude(
    officer: Officer, cases: Iterable[models.Application], at: dt.datetime
) -> None:
    for case in cases:
        conflicts.declare(
            case=case.id,
            ground="FAMILY",
            scope=people_testing.scope_of(officer),
            by=people.officer_actor(officer),
            at=at,
        )


def _references(case: models.Application) -> tuple[str, str]:
    return case.reference, references.pretty(case.reference)


def _personal(case: models.Application, name: str, at: dt.datetime) -> list[str]:
    """What a page that opens the case shows: the NIK, and the holder where named."""
    answers = sealed_contents.open_answers(
        application=case, by=SYSTEM, at=at, purpose="VERIFY"
    )
    return [answers["nik"], *({name} & set(map(str, answers.values())))]


def _advice_of(case: models.Application, agency: str) -> str:
    return str(next(one.id for one in queries.advices(case) if one.agency == agency))


def _objection(
    refused: models.Application, who: testing.Applicant, at: dt.datetime
) -> str:
    filed = objecting.file_objection(
        case=refused.id, owners=who.owners, text=TEXT, by=who.by, at=at
    )
    return str(filed.id)


def _after_issue(issued: models.Application, at: dt.datetime) -> dict[str, str]:
    """It was handed out, and a revocation is proposed."""
    sheet = handing_out.hand_out(
        cases=[issued.id],
        handing=Handing(Way.PRINTED, Collector.HOLDER, Identity.IDENTITY_CARD),
        at=at,
        **officer_for(Action.RECEIVE, issued),
    )
    proposed = measures.propose(
        case=issued.id,
        kind=MeasureKind.REVOCATION,
        ground=Ground.SUBSTANCE,
        reason=REASON,
        at=at,
        **officer_for(Action.REVOKE, issued),
    )
    return {"sheet": str(sheet), "measure": str(proposed.id)}


def _at_the_desk(
    issued: models.Application, at: dt.datetime
) -> dict[str, dict[str, str]]:
    """Somebody whom the desk began, and a draft of theirs."""
    receiving = officer_for(Action.RECEIVE, issued)
    person = people_testing.identified_person(receiving["scope"].officer, at)
    draft = front_desk.begin(
        owner=person.id,
        service=CARD,
        language="id",
        key=str(ids.uuid7()),
        at=at,
        **receiving,
    )
    owner = {"owner": str(person.id)}
    return {"person": owner, "draft": {**owner, "case": str(draft)}}
