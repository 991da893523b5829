"""One application in the open mall, filed after midnight and led to its paper.

A program of its own, because it runs with the settings of that mall; it prints JSON.
"""

import datetime as dt
import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 - models load after django.setup()

from balarea.applications import queries, testing  # noqa: E402
from balarea.applications.operations import sealed_contents  # noqa: E402
from balarea.applications.states import State  # noqa: E402
from balarea.documents import queries as document_queries  # noqa: E402
from balarea.documents import testing as document_testing  # noqa: E402
from balarea.documents import typesetting  # noqa: E402
from balarea.documents.tests import printed  # noqa: E402
from balarea.foundation import clock  # noqa: E402
from balarea.foundation.operation import SYSTEM  # noqa: E402
from balarea.notices import rendering  # noqa: E402
from balarea.payments.providers import demo  # noqa: E402
from balarea.people import testing as people_testing  # noqa: E402
from balarea.people.accounts import FactorAdapter  # noqa: E402

SERVICE, AGENCY = "DKC-006", "DKC"


class Night(testing.Schedule):
    """Steps one minute apart from 16.30 UTC on: the next day in Makassar only."""

    def next(self) -> dt.datetime:
        self._at += dt.timedelta(minutes=1)
        return self._at


def main() -> None:
    now = clock.now()
    evening = (now - dt.timedelta(days=9)).replace(hour=16, minute=30)
    people_testing.appoint_staff(AGENCY, evening - dt.timedelta(days=1))
    who = testing.applicant(41, evening, "Siti Rahayu")
    night = Night(evening, now)
    night._at = evening
    case = testing.draft(SERVICE, who, night)
    testing.submit(case, who, night)
    filed = queries.case(case)
    testing.advance(case, State.ISSUED, who, testing.Schedule(evening, now))
    document = document_queries.document_of(case)
    assert document is not None
    application = queries.case(case)
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=now
    )
    receipt = document_testing.receipt(filed.submitted_at)
    letter = rendering.write(kind="DISPUTED", channel="EMAIL", language="id", values={})
    sys.stdout.write(
        json.dumps(
            {
                "path": f"/lacak/{application.reference}/{secret}/",
                "verification": f"/verifikasi/{document.code}/",
                "filed_on": filed.filed_on.isoformat(),
                "utc_day": evening.date().isoformat(),
                "paper": printed.text(document_testing.content_of(document, at=now)),
                "receipt": printed.text(typesetting.receipt(receipt)),
                "letter": letter.text,
                "issuer": FactorAdapter().get_totp_issuer(),
                "payee": [demo.merchant().name, demo.merchant().city],
                "zone": settings.TIME_ZONE,
            }
        )
    )


main()
