"""Receipts that somebody changed, each with the code that every verifier must give.

Several need the log's own key, or even those of the witnesses: what a signature covers
must still fit the rest of the receipt.
"""

import base64
import dataclasses
from collections.abc import Iterator

from balarea.transparency.entries import commitments, leaves
from balarea.transparency.receipts import receipt_format
from balarea.transparency.tlog import notes
from balarea.transparency.tlog.notes import KeyType, SigningKey
from balarea.transparency.tlog.proofs import LogProof
from balarea.transparency.verifier.tests import samples


@dataclasses.dataclass(frozen=True)
class Tampering:
    """A receipt, and what the verifiers say of it under `policy`."""

    name: str
    content: bytes
    code: str
    policy: bytes = samples.POLICY


def every() -> tuple[Tampering, ...]:
    return (*_good(), *_forms(), *_signatures(), *_positions(), *_contents(), *_files())


def _good() -> Iterator[Tampering]:
    yield Tampering("proof", samples.receipt(), "OK")
    yield Tampering("pdf", samples.pdf_receipt(), "OK")
    yield Tampering("qr", samples.qr_text().encode(), "OK")
    yield Tampering("qr with a newline", f"{samples.qr_text()}\n".encode(), "OK")
    closed = receipt_format.Extra(samples.proven_leaf(), samples.opening(()))
    yield _with_extra("nothing opened", closed, "OK")
    yield _with_extra("leaf only", receipt_format.Extra(samples.proven_leaf()), "OK")
    two = (samples.LOG, *samples.WITNESSES[:2])
    yield _with_note("two witnesses of three", samples.note(_leaf(), signers=two), "OK")
    other = SigningKey("lain.example", KeyType.ED25519, samples.seed("lain"))
    signers = (samples.LOG, other, *samples.WITNESSES)
    unknown = samples.note(_leaf(), signers=signers)
    yield _with_note("signature of somebody unknown", unknown, "OK")


def _forms() -> Iterator[Tampering]:
    good = samples.receipt()
    bad = "MALFORMED_PROOF"
    yield Tampering("empty file", b"", "NOT_A_RECEIPT")
    yield Tampering("another text", b"halo\n", "NOT_A_RECEIPT")
    yield Tampering("byte order mark", b"\xef\xbb\xbf" + good, "NOT_A_RECEIPT")
    yield _edited("later version", b"proof@v1\n", b"proof@v12\n", bad)
    yield _edited("Windows line ends", b"\n", b"\r\n", bad)
    yield _edited("index with a zero", b"index 13", b"index 013", bad)
    yield _edited("negative index", b"index 13", b"index -13", bad)
    yield _edited(
        "index beyond 63 bits", b"index 13", b"index 9223372036854775808", bad
    )
    yield _edited("no index", b"index 13\n", b"", bad)
    yield _edited("extra cut off", b"\nindex", b"A\nindex", bad)
    yield Tampering("cut off", good[: good.index(b"\n\n")], bad)
    yield Tampering("latin-1", good.replace("—".encode(), b"\xe4"), bad)
    line = good.split(b"\n")[3]
    yield _edited("path line with a space", line, line + b" ", bad)
    yield _edited("short hash", line, line[4:], bad)
    bits = line[:-2] + bytes([line[-2] + 1]) + line[-1:]
    yield _edited("stray bits in base64", line, bits, bad)
    bad = "MALFORMED_CHECKPOINT"
    yield _edited("size with a zero", b"\n21\n", b"\n021\n", bad)
    yield _edited("hyphen for a dash", "— ".encode(), b"- ", bad)
    yield _edited("tab in the origin", b"\nmall.example", b"\n\tmall.example", bad)
    unsigned = good[: good.rindex(b"\n\n") + 1]
    yield Tampering("no signatures", unsigned, bad)
    yield Tampering("last line unfinished", good[:-1], bad)


def _signatures() -> Iterator[Tampering]:
    def noted(**changed: object) -> bytes:
        return samples.note(_leaf(), **changed)  # type: ignore[arg-type]

    log, witnesses = samples.LOG, samples.WITNESSES
    others = [
        SigningKey(one.name, one.type, samples.seed("x")) for one in (log, *witnesses)
    ]
    yield _with_note("another log", noted(origin="lain.example/log"), "OTHER_LOG")
    code = "LOG_SIGNATURE_MISSING"
    yield _with_note("log did not sign", noted(signers=witnesses), code)
    yield _with_note("log by another key", noted(signers=(others[0], *witnesses)), code)
    code = "LOG_SIGNATURE_WRONG"
    yield _with_note("log's signature changed", flipped(noted(), log), code)
    yield _edited("size changed", b"\n21\n", b"\n22\n", code)
    yield _edited("root changed", *_root_changed(), code)
    doubled = noted() + _line(flipped(noted(), log), log)
    yield _with_note("second signature of the log is false", doubled, code)
    code = "WITNESS_SIGNATURE_WRONG"
    for name, key in zip(("first", "last"), (witnesses[0], witnesses[-1]), strict=True):
        changed = flipped(noted(), key)
        yield _with_note(f"signature of the {name} witness changed", changed, code)
        changed = flipped(noted(), key, place=11)
        yield _with_note(f"time of the {name} witness changed", changed, code)
    code = "NOT_ENOUGH_WITNESSES"
    yield _with_note("no witness", noted(signers=(log,)), code)
    yield _with_note("one group missing", noted(signers=(log, witnesses[0])), code)
    yield _with_note("supervisor missing", noted(signers=(log, *witnesses[1:])), code)
    impostors = noted(signers=(log, *others[1:]))
    yield _with_note("witnesses by other keys", impostors, code)


def _positions() -> Iterator[Tampering]:
    proof, code = samples.proof(), "NOT_IN_LOG"
    yield _proof("another index", code, index=12)
    yield _proof("index beyond the log", "WRONG_POSITION", index=21)
    yield _proof("index far beyond", "WRONG_POSITION", index=10**18)
    yield _proof("path too short", code, hashes=proof.hashes[:-1])
    yield _proof("path too long", code, hashes=(*proof.hashes, b"\0" * 32))
    yield _proof("path in another order", code, hashes=proof.hashes[::-1])
    yield _proof("no path", code, hashes=())
    yield _proof("too many hashes", "MALFORMED_PROOF", hashes=(b"\0" * 32,) * 64)
    forgeries: dict[str, dict[str, object]] = {
        "time changed": {"time": samples.TIME - 86_400},
        "type changed": {"type": "DECIDED"},
        "mark of lateness removed": {"is_late": True},
    }
    for name, changed in forgeries.items():
        forged = leaves.encode(samples.leaf(**changed))
        yield _with_extra(name, receipt_format.Extra(forged, samples.opening()), code)


def _contents() -> Iterator[Tampering]:
    leaf, opening, extra = _leaf(), samples.opening(), receipt_format.Extra
    bad = "MALFORMED_LEAF"
    yield _with_extra("leaf cut off", extra(leaf[:-1], opening), bad)
    yield _with_extra("leaf with more bytes", extra(leaf + b"\0", opening), bad)
    lower = leaf.replace(b"RECEIVED", b"received")
    yield _with_extra("type in small letters", extra(lower, opening), bad)
    bad = "MALFORMED_OPENING"
    yield _proof("no extra", bad, extra=b"")
    yield _proof("extra of another form", bad, extra=b"\xa2\x01\x02\x02\x40")
    yield _proof("extra is a list", bad, extra=b"\x82\x01\x02")
    yield _proof("extra with more bytes", bad, extra=extra(leaf).to_bytes() + b"\0")
    code = "EARLIER_CHECKPOINT_WRONG"
    yield _with_extra(
        "earlier one isn't earlier", extra(leaf, opening, samples.note(leaf)), code
    )
    unwitnessed = samples.note(leaf, size=samples.EARLIER, signers=(samples.LOG,))
    yield _with_extra(
        "earlier one isn't witnessed", extra(leaf, opening, unwitnessed), code
    )
    yield _with_extra("earlier one is no note", extra(leaf, opening, b"x"), code)
    fields = dict(opening.commitments)
    fields["fact.more"] = b"\1" * 32
    more = dataclasses.replace(opening, commitments=fields)
    code = "OPENING_MISMATCH"
    yield _with_extra("a commitment more", extra(leaf, more), code)
    fewer = dataclasses.replace(
        opening.only(()), commitments={n: c for n, c in fields.items() if n == "at"}
    )
    yield _with_extra("commitments missing", extra(leaf, fewer), code)
    values: dict[str, commitments.Value]
    values = {"fact.reference": "7KQ-2M5", "fact.files": 4}
    for name, value in values.items():
        forged = _opened(opening, name, value)
        yield _with_extra(f"{name} changed", extra(leaf, forged), "FIELD_MISMATCH")
    salted = dict(opening.fields)
    salted["type"] = dataclasses.replace(salted["type"], salt=b"\2" * 32)
    resalted = dataclasses.replace(opening, fields=salted)
    yield _with_extra("a salt changed", extra(leaf, resalted), "FIELD_MISMATCH")
    yield from _contradictions()


def _contradictions() -> Iterator[Tampering]:
    """The log itself committed to something else than its leaf says."""
    for name, value in {
        "type": "DECIDED",
        "id": "019ad000-0000-7000-8000-000000000002",
        "at": "2026-05-28T20:26:41+00:00",
    }.items():
        fields = samples.FIELDS | {name: value}
        opened = commitments.opening(samples.SECRET, samples.ENTRY, fields, (name,))
        leaf = samples.leaf(commitment=commitments.root(opened.commitments))
        yield _whole(f"{name} contradicts", leaf, opened, "CONTRADICTION")
    late = samples.leaf(time=samples.TIME + 120)
    yield _whole("from the future", late, samples.opening(("type",)), "TIME_IMPOSSIBLE")
    first = samples.leaf(version=1)
    yield _whole("version 1 opened", first, samples.opening(()), "OPENING_MISMATCH")


def _files() -> Iterator[Tampering]:
    proof = ("proof.tlog-proof", samples.receipt())
    empty = samples.pdf(("halo.txt", b"halo"))
    yield Tampering("pdf without a proof", empty, "NOT_A_RECEIPT")
    yield Tampering("pdf with two proofs", samples.pdf(proof, proof), "SEVERAL_PROOFS")
    cut = samples.pdf_receipt().replace(b"index 13", b"index 14")
    yield Tampering("proof in the pdf changed", cut, "NOT_IN_LOG")
    code = "MALFORMED_POLICY"
    broken = samples.POLICY.replace(b"quorum semua", b"quorum siapa")
    yield Tampering("quorum of nobody", samples.receipt(), code, broken)
    none = samples.POLICY.replace(b"quorum semua\n", b"")
    yield Tampering("no quorum", samples.receipt(), code, none)
    renamed = samples.POLICY.replace(b"pengawas.example", b"pengawal.example")
    yield Tampering("a key under another name", samples.receipt(), code, renamed)
    bad, text = "MALFORMED_QR", samples.qr_text()
    yield Tampering("qr cut off", text[:-4].encode(), bad)
    yield Tampering(
        "qr in small letters", text[:5].encode() + text[5:].lower().encode(), bad
    )
    yield Tampering("qr beyond a byte", (text + ":::").encode(), bad)
    qr = receipt_format.parse_qr(text)
    yield _qr("qr of another index", "NOT_IN_LOG", index=12)
    yield _qr("qr beyond the log", "WRONG_POSITION", index=samples.SIZE)
    yield _qr("qr of another leaf", "NOT_IN_LOG", leaf_hash=b"\0" * 32)
    yield _qr("qr of another root", "LOG_SIGNATURE_WRONG", root=b"\0" * 32)
    yield _qr("qr of another size", "LOG_SIGNATURE_WRONG", size=22)
    yield _qr("qr without the log's signature", "OTHER_LOG", blobs=qr.blobs[1:])
    yield _qr("qr without witnesses", "NOT_ENOUGH_WITNESSES", blobs=qr.blobs[:1])
    flipped = (*qr.blobs[:-1], qr.blobs[-1][:-1] + b"\0")
    yield _qr("qr with a false witness", "WITNESS_SIGNATURE_WRONG", blobs=flipped)


def _leaf() -> bytes:
    return samples.proven_leaf()


def _proof(name: str, code: str, **changed: object) -> Tampering:
    return Tampering(name, samples.proof(**changed).format(), code)  # type: ignore[arg-type]


def _with_extra(name: str, extra: receipt_format.Extra, code: str) -> Tampering:
    return _proof(name, code, extra=extra.to_bytes())


def _with_note(name: str, note: bytes, code: str) -> Tampering:
    return _proof(name, code, checkpoint=note)


def _qr(name: str, code: str, **changed: object) -> Tampering:
    qr = receipt_format.parse_qr(samples.qr_text())
    changed_qr = dataclasses.replace(qr, **changed)  # type: ignore[arg-type]
    return Tampering(name, changed_qr.text().encode(), code)


def _whole(
    name: str, leaf: leaves.Leaf, opening: commitments.Opening, code: str
) -> Tampering:
    """A receipt that is whole but for what its leaf says."""
    encoded = leaves.encode(leaf)
    extra = receipt_format.Extra(encoded, opening).to_bytes()
    return Tampering(name, samples.proof(encoded, extra=extra).format(), code)


def _edited(name: str, old: bytes, new: bytes, code: str) -> Tampering:
    content = samples.receipt().replace(old, new)
    assert content != samples.receipt(), name
    return Tampering(name, content, code)


def _root_changed() -> tuple[bytes, bytes]:
    root = LogProof.parse(samples.receipt()).checkpoint.split(b"\n")[2]
    return root, base64.b64encode(b"\0" * 32)


def flipped(note: bytes, key: SigningKey, place: int = -1) -> bytes:
    """The note with one bit of a key's signature changed; `place` counts the key id."""
    line = _line(note, key)
    blob = bytearray(base64.b64decode(line.rsplit(b" ", 1)[1]))
    blob[place] ^= 1
    return note.replace(
        line, line.rsplit(b" ", 1)[0] + b" " + base64.b64encode(blob) + b"\n"
    )


def _line(note: bytes, key: SigningKey) -> bytes:
    own = (one for one in notes.parse(note).signatures if key.verifier.is_of(one))
    return next(own).line.encode()


def _opened(
    opening: commitments.Opening, name: str, value: commitments.Value
) -> commitments.Opening:
    fields = dict(opening.fields)
    fields[name] = dataclasses.replace(fields[name], value=value)
    return dataclasses.replace(opening, fields=fields)
