"""Makes the stored mall from which the upgrade test starts: see README.md.

Everything in it comes from operations, as in the demonstration: officers, citizens,
applications in several states, money, issued documents, messages, ways to sign in.
"""

import base64
import datetime as dt
import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import django

HERE = Path(__file__).parent
DUMP, EXPECTED, DATA = "mall.sql.gz", "expected.json", "data.tar.gz"
OFFICER = "officer"  # the account that gets recovery codes and a passkey as well
SERVICES = frozenset(
    {"DKC-006", "DKC-012", "DKC-016", "POL-001", "DPM-001", "DPM-025", "DPM-058"}
)
FEE, CODE_LIVES = "POL-001", dt.timedelta(minutes=1)


def main() -> int:
    """Fill the empty database at DATABASE_URL, then write what the test reads."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from balarea.foundation import clock

    for command in ("migrate", "make_keys", "make_signer", "make_payment_keys"):
        call_command(command, verbosity=0)
    at = clock.now()
    expected = fill(at)
    connection.close()
    (HERE / DUMP).write_bytes(dumped())
    expected |= {"made_at": at.isoformat(), "rows": row_counts(), **described(at)}
    store_files()
    text = json.dumps(expected, indent=1, sort_keys=True)
    (HERE / EXPECTED).write_text(f"{text}\n", encoding="utf-8")
    return 0


def fill(at: dt.datetime) -> dict[str, Any]:
    """Publish, simulate cases, and use every kind of seal; returns the secrets."""
    from balarea.demo import cast, loading
    from balarea.documents import testing as documents

    publish(at)
    picture = documents.picture
    documents.picture = lambda title, name: smaller(picture(title, name))
    cast.SCENES = tuple(
        cast.Scene(service, state, days_ago)
        for service, state, days_ago in (
            ("DKC-006", "ISSUED", 9),
            ("DKC-006", "RECEIVED", 2),
            ("DKC-012", "RETURNED", 4),
            ("DKC-012", "AMENDED", 6),
            ("DKC-016", "TO_COUNTERSIGN", 5),
            (FEE, "AWAITING_FEE", 1),
            ("DPM-001", "WITHDRAWN", 6),
            ("DPM-025", "REFUSED", 10),
            ("DPM-058", "AWAITING_LEVY", 12),
        )
    )
    cast.PAID_TWICE = cast.Scene(FEE, "ISSUED", 7)
    cast.SCENES += (cast.PAID_TWICE,)
    card = loading.load(at)
    account = card["accounts"][OFFICER]
    disagree(at)
    settle(at)
    return {
        "officer": {
            "login": account["login"],
            "password": account["password"],
            "totp_secret": account["totp_secret"],
            **more_factors(account["login"], at),
        },
        "tracking": sorted(path.split("/")[2:4] for path in card["tracking"].values()),
        "session": session(at),
        "sent": send_messages(at),
    }


def smaller(picture: bytes) -> bytes:
    """The same picture in a quarter of the size, so that the archive stays small."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.resize((480, 320)).save(out, "JPEG", quality=60)
    return out.getvalue()


def publish(at: dt.datetime) -> None:
    from django.conf import settings

    from balarea.catalogue import definition as engine
    from balarea.catalogue import operations
    from balarea.foundation.operation import SYSTEM

    folder = Path(settings.BALAREA_SERVICES_DIR)
    definitions = engine.load_all(folder)
    operations.publish(
        definitions=[definitions[code] for code in sorted(SERVICES)],
        agencies=engine.load_agencies(folder),
        by=SYSTEM,
        at=at - dt.timedelta(days=41),
    )


def disagree(at: dt.datetime) -> None:
    """Let a countersigner return a proposal, with a sealed note."""
    from balarea.applications import models, queries
    from balarea.applications.operations import deciding
    from balarea.people.rules import Action
    from balarea.people.testing import officer_for

    application = models.Application.objects.get(state="TO_COUNTERSIGN")
    proposal = queries.last_decision(application)
    scope, by = officer_for(
        Action.COUNTERSIGN,
        application.service,
        application.agency,
        other_than=proposal.officer_id if proposal else None,
    )
    note = "Mohon periksa lagi nama ayah pada dokumen."
    case = application.id
    deciding.countersign(case=case, agrees=False, note=note, scope=scope, by=by, at=at)


def settle(at: dt.datetime) -> None:
    """Refund a fee that was paid twice, with a sealed proof."""
    from balarea.payments import models, operations
    from balarea.payments.rules import Remedy
    from balarea.people.rules import Action
    from balarea.people.testing import officer_for

    overpayment = models.Overpayment.objects.get()
    scope, by = officer_for(Action.DECIDE, FEE, overpayment.agency)
    operations.settle(
        overpayment=overpayment,
        remedy=Remedy.REFUNDED,
        evidence="TRF-0001 (contoh)",
        scope=scope,
        by=by,
        at=at,
    )


def more_factors(login: str, at: dt.datetime) -> dict[str, Any]:
    from balarea.foundation.operation import SYSTEM
    from balarea.people import models, operations
    from balarea.people.addresses import Address

    account = models.Account.objects.get(login=login)
    own: dict[str, Any] = {"account": account, "by": SYSTEM, "at": at}
    codes = operations.new_recovery_codes(**own)
    credential = passkey()
    operations.add_passkey(credential=credential, **own)
    operations.request_code(
        address=Address("PHONE", "+6281200000009"),
        purpose="SIGN_IN",
        network="192.0.2.1",
        language="id",
        by=SYSTEM,
        at=at,
    )
    return {"recovery_codes": codes[:2], "passkey": credential["id"]}


def passkey() -> dict[str, Any]:
    """A new passkey as a browser registers it; the private key is discarded."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.webauthn import (
        AttestationObject,
        AttestedCredentialData,
        AuthenticatorData,
    )

    def text(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    own = ec.generate_private_key(ec.SECP256R1()).public_key()
    public = ES256.from_cryptography_key(own)  # type: ignore[no-untyped-call]
    credential_id = hashlib.sha256(b"balarea upgrade test").digest()
    flags = AuthenticatorData.FLAG
    data = AuthenticatorData.create(
        hashlib.sha256(b"localhost").digest(),
        flags.UP | flags.UV | flags.AT,
        1,
        AttestedCredentialData.create(bytes(16), credential_id, public),
    )
    client = {"type": "webauthn.create", "challenge": "", "origin": "http://localhost"}
    return {
        "id": text(credential_id),
        "rawId": text(credential_id),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": text(json.dumps(client).encode()),
            "attestationObject": text(AttestationObject.create("none", data, {})),
        },
    }


def session(at: dt.datetime) -> str:
    """The cookie of a stored session."""
    from balarea.people.sessions import SessionStore

    store = SessionStore()
    store["upgrade"] = "opens"
    store.set_expiry(365 * 24 * 3600)
    store.create()
    return str(store.session_key)


def send_messages(at: dt.datetime) -> int:
    """Send every second message; the others stay in the queue."""
    from balarea.foundation.operation import SYSTEM
    from balarea.notices import models, operations

    rows = models.Message.objects.filter(state="QUEUED").order_by("id")
    chosen = list(rows.values_list("id", flat=True))[::2]
    for message in chosen:
        operations.send(message=message, by=SYSTEM, at=at + CODE_LIVES)
    return len(chosen)


def dumped() -> bytes:
    """The database as SQL for any client, without owners and rights."""
    from django.conf import settings
    from django.db import connection

    where = connection.settings_dict
    command = ["pg_dump", "--no-owner", "--no-privileges", "--rows-per-insert=100"]
    command += ["--host", str(where["HOST"]), "--username", str(where["USER"])]
    if where["PORT"]:
        command += ["--port", str(where["PORT"])]
    command.append(str(where["NAME"]))
    environment = {**os.environ, "PGPASSWORD": str(where["PASSWORD"])}
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    lines = done.stdout.decode().splitlines(keepends=True)
    # psql's own commands, and settings that an older server doesn't have.
    drop = ("\\restrict ", "\\unrestrict ", "SET transaction_timeout")
    sql = "".join(line for line in lines if not line.startswith(drop))
    assert settings.BALAREA_DEMO, "only a demonstration may be stored"
    return gzip.compress(sql.encode(), 9, mtime=0)


def row_counts() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def described(at: dt.datetime) -> dict[str, Any]:
    """A digest of each sealed content, and the public fields of each document."""
    from balarea.applications import models as applications
    from balarea.documents import models as documents
    from balarea.foundation.operation import SYSTEM
    from balarea.vault import models, operations

    contents = {}
    for sealed in models.Sealed.objects.select_related("key").order_by("id"):
        content = operations.open(
            sealed=sealed,
            case=sealed.key_id,
            name=sealed.name,
            by=SYSTEM,
            purpose="NOTIFY",
            at=at,
        )
        digest = hashlib.sha256(content).hexdigest()
        contents[str(sealed.id)] = f"{sealed.name} {digest}"
    documents_issued = documents.IssuedDocument.objects.order_by("id")
    return {
        "sealed": contents,
        "documents": [
            {
                "number": document.number,
                "code": document.code,
                "state": document.state,
                "definition": document.definition,
                "sha256": bytes(document.sha256 or b"").hex(),
                "pdf": str(document.pdf_id),
            }
            for document in documents_issued
        ],
        "definitions": sorted(
            {
                *applications.Application.objects.values_list("definition", flat=True),
                *applications.Draft.objects.values_list("definition", flat=True),
            }
        ),
    }


def store_files() -> None:
    """Keys and sealed files; every key is random, made for this mall alone."""
    from django.conf import settings

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = member.mtime = 0
        member.uname = member.gname = ""
        return member

    with tarfile.open(HERE / DATA, "w:gz", compresslevel=9) as archive:
        for folder in (settings.BALAREA_KEYS_DIR, settings.BALAREA_FILES_DIR):
            archive.add(folder, Path(folder).name, filter=plain)
    shutil.rmtree(settings.BALAREA_FILES_DIR)


if __name__ == "__main__":
    sys.exit(main())
