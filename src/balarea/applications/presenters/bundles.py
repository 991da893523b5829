"""A bundle while it is filled in, and what was filed as one."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from balarea.applications import models, queries
from balarea.applications.presenters import progress
from balarea.applications.presenters.tasks import address
from balarea.applications.rules import WITH_CITIZEN, State, is_open
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import bundles, links
from balarea.foundation import references
from balarea.people.models import Agency


@dataclasses.dataclass(frozen=True, slots=True)
class FeeRow:
    """What one service costs; the amount is None while it isn't known."""

    title: str
    amount: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class TreasuryTotal:
    """What is paid into one treasury right after filing, by one bill."""

    name: str
    rows: Sequence[FeeRow]

    @property
    def amount(self) -> int | None:
        """The total in rupiah; None while a part of it isn't known."""
        amounts = [row.amount for row in self.rows]
        priced = [amount for amount in amounts if amount is not None]
        return sum(priced) if len(priced) == len(amounts) else None


@dataclasses.dataclass(frozen=True, slots=True)
class LeftOut:
    """A service that isn't filed by these answers: why, and what to do instead."""

    title: str
    reason: str
    text: str
    instead: links.Link | None


@dataclasses.dataclass(frozen=True, slots=True)
class Applying:
    """Which services apply by the answers so far, and what they cost.

    `later` is paid once it is granted, `elsewhere` to whoever decides or at the desk.
    """

    members: Sequence[bundles.MemberRow]
    afterwards: Sequence[bundles.LaterRow]
    totals: Sequence[TreasuryTotal]
    later: Sequence[FeeRow]
    elsewhere: Sequence[str]
    is_settled: bool
    left_out: Sequence[LeftOut] = ()

    @property
    def is_free(self) -> bool:
        return not (self.totals or self.later or self.elsewhere)


def may_follow(
    bundle: engine.Bundle,
    maybe: Sequence[tuple[str, str]],
    answers: dict[str, Any],
    *,
    as_of: dt.date,
) -> list[str]:
    """Documents that later answers may require, of the services that apply alone."""
    members = engine.applying(bundle, answers, as_of=as_of)
    own = {place for one in members for place in one.requirements.values()}
    return [words for key, words in maybe if key in own]


def applying(
    bundle: engine.Bundle,
    answers: dict[str, Any],
    *,
    is_settled: bool,
    agencies: Mapping[str, Agency],
    language: str,
    as_of: dt.date,
) -> Applying:
    """The services that apply, with fees; `is_settled`: own questions are answered."""
    filings = queries.member_filings(bundle, answers, as_of=as_of) if is_settled else []
    due: dict[str, list[FeeRow]] = {}
    later, elsewhere = [], []
    for one in filings:
        title, fee = one.member.title.of(language), one.definition.fee
        if fee.kind == "FREE":
            continue
        amount = engine.fee(one.definition, one.answers, as_of=as_of).amount
        if not one.definition.is_billed:
            elsewhere.append(title)
        elif fee.due == "DECISION":
            later.append(FeeRow(title, amount))
        elif amount != 0:
            name = treasury_name(one.definition, agencies)
            due.setdefault(name, []).append(FeeRow(title, amount))
    return Applying(
        members=bundles.members(
            [one.member for one in filings], catalogue.services(), language
        ),
        afterwards=bundles.later(
            engine.afterwards(bundle, answers, as_of=as_of), language
        )
        if is_settled
        else [],
        totals=[TreasuryTotal(name, rows) for name, rows in due.items()],
        later=later,
        elsewhere=elsewhere,
        is_settled=is_settled,
        left_out=_left_out(bundle, answers, language, as_of) if is_settled else [],
    )


def _left_out(
    bundle: engine.Bundle, answers: dict[str, Any], language: str, as_of: dt.date
) -> list[LeftOut]:
    return [
        LeftOut(
            title=member.title.of(language),
            reason=page.intro.of(language) if page.intro else "",
            text=page.exit.text.of(language) if page.exit else "",
            instead=links.link(
                page.exit.service if page.exit else None, catalogue.services(), language
            ),
        )
        for member, page in queries.left_out(bundle, answers, as_of=as_of)
    ]


def treasury_name(definition: engine.Definition, agencies: Mapping[str, Agency]) -> str:
    """The name of the treasury that a fee belongs to."""
    agency = agencies.get(definition.agency)
    code = queries.treasury_of(definition, agency)
    names = {
        "REGIONAL": _("Regional treasury (levies and taxes of the regency)"),
        "STATE": _("State treasury (PNBP)"),
    }
    return names.get(code, agency.short_name if agency else definition.agency)


@dataclasses.dataclass(frozen=True, slots=True)
class FiledRow:
    """One application of a bundle, with its state in words."""

    title: str
    service: str
    address: str
    receipt: str
    log_receipts: str  # its receipts of the public log
    reference: str
    word: str
    kind: str
    due_on: dt.date | None
    is_yours: bool
    is_desk: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Filed:
    """The applications that were filed as one bundle."""

    title: str
    address: str
    reference: str
    filed_at: dt.datetime
    rows: Sequence[FiledRow]
    afterwards: Sequence[bundles.LaterRow] = ()

    @property
    def waiting(self) -> int:
        """How many of them wait for the citizen."""
        return sum(row.is_yours for row in self.rows)


def filed(
    filing: models.BundleFiling, rows: Sequence[models.Application], language: str
) -> Filed:
    """The applications that were filed as one bundle, each with its state."""
    return Filed(
        title=catalogue.definition(filing.definition).title.of(language),
        address=address("bundle", filing.id),
        reference=references.pretty(filing.reference),
        filed_at=filing.at,
        rows=[_filed_row(row, language) for row in rows],
    )


def _filed_row(row: models.Application, language: str) -> FiledRow:
    word, kind = progress.word(row.state)
    definition = catalogue.definition(row.definition)
    is_desk = State(row.state) == State.PREPARED
    return FiledRow(
        title=definition.title.of(language),
        service=row.service,
        address=address("case", row.id),
        receipt=address("receipt", row.id),
        log_receipts=address("step_receipts", row.id),
        reference=references.pretty(row.reference),
        word=word,
        kind=kind,
        due_on=row.due_on if is_open(row.state) else None,
        is_yours=State(row.state) in WITH_CITIZEN and not is_desk,
        is_desk=is_desk,
    )
