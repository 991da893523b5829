"""Whether a receipt proves what it says; the same checks in the same order elsewhere.

`verify.js` and `verify.go` do this again with other libraries. All give the same code
of `verdicts.json` for the same receipt; the first check that fails decides. Only this
one also checks signatures by ML-DSA-44.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from balarea.transparency.entries import commitments, leaves
from balarea.transparency.receipts import receipt_format
from balarea.transparency.tlog import checkpoints, cosignatures, merkle, notes
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.policies import NONE, Policy
from balarea.transparency.tlog.proofs import LogProof
from balarea.transparency.verifier import containers

LATEST = 60  # seconds by which a claimed time may lie after the witnesses'
OK = "OK"


class Refused(Exception):
    """A check failed; `code` is that of the verdict."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What a receipt proves.

    Attributes:
        code: a key of `verdicts.json`; everything else is empty unless it is `OK`.
        since: when the witnesses last saw the log without the entry; None if the
            receipt doesn't say.
        witnesses: when each saw it with the entry, by its name in the policy.
        leaf: None if a QR code was read, which holds its hash only.
        opened: the values shown, which the leaf commits to.
        sealed: the names of the values that stay closed.
        is_own_policy: whether the policy came with the receipt, so that its hash is to
            be compared with the published one.
    """

    code: str
    index: int = 0
    size: int = 0
    origin: str = ""
    leaf_hash: bytes = b""
    since: int | None = None
    witnesses: Mapping[str, int] = dataclasses.field(default_factory=dict)
    leaf: leaves.Leaf | None = None
    opened: Mapping[str, commitments.Value] = dataclasses.field(default_factory=dict)
    sealed: tuple[str, ...] = ()
    policy_hash: str = ""
    is_own_policy: bool = False

    @property
    def is_valid(self) -> bool:
        return self.code == OK


def check(data: bytes, policy: bytes | None = None) -> Verdict:
    """What the bytes of a PDF, a `.tlog-proof` or a QR code's text prove.

    Args:
        policy: the reader's own; without it the one attached to the PDF counts.
    """
    try:
        content = containers.content_of(data)
        used = content.policy if policy is None else policy
        checked = _checked_qr if content.qr else _checked_proof
        verdict = checked(content, used)
    except (Refused, containers.NoReceipt) as error:
        return Verdict(error.code)
    policy_hash = hashlib.sha256(used or b"").hexdigest()
    return dataclasses.replace(
        verdict, policy_hash=policy_hash, is_own_policy=policy is None
    )


def _parsed(data: bytes) -> tuple[LogProof, receipt_format.Extra]:
    """The parts of a `.tlog-proof`; its checkpoint isn't read yet."""
    try:
        proof = LogProof.parse(data)
        proof.checkpoint.decode()
    except ValueError:
        raise Refused("MALFORMED_PROOF") from None
    try:
        return proof, receipt_format.parse_extra(proof.extra)
    except receipt_format.InvalidExtra:
        raise Refused("MALFORMED_OPENING") from None


def _checked_proof(content: containers.Content, policy: bytes | None) -> Verdict:
    proof, extra = _parsed(content.proof)
    try:
        leaf = leaves.decode(extra.leaf)
    except leaves.InvalidLeaf:
        raise Refused("MALFORMED_LEAF") from None
    note, checkpoint = _checkpoint(proof.checkpoint, "MALFORMED_CHECKPOINT")
    trusted = _policy(policy)
    witnesses = _cosigned(note, checkpoint, trusted)
    leaf_hash = merkle.leaf_hash(extra.leaf)
    _check_included(leaf_hash, proof.index, checkpoint, proof.hashes)
    since = _since(extra.earlier, proof.index, checkpoint, trusted)
    opening = extra.opening
    if opening is not None:
        _check_opening(opening, extra.jsons, leaf)
    if witnesses and leaf.time > max(witnesses.values()) + LATEST:
        raise Refused("TIME_IMPOSSIBLE")
    fields = opening.fields if opening else {}
    return Verdict(
        OK,
        index=proof.index,
        size=checkpoint.size,
        origin=checkpoint.origin,
        leaf_hash=leaf_hash,
        since=since,
        witnesses=witnesses,
        leaf=leaf,
        opened={name: one.value for name, one in fields.items()},
        sealed=tuple(name for name in opening.commitments if name not in fields)
        if opening
        else (),
    )


def _checked_qr(content: containers.Content, policy: bytes | None) -> Verdict:
    try:
        qr = receipt_format.parse_qr(content.qr)
    except receipt_format.InvalidQr:
        raise Refused("MALFORMED_QR") from None
    trusted = _policy(policy)
    keys = (*(one.key for one in trusted.witnesses), *(one.key for one in trusted.logs))
    names = {key.key_id: key.name for key in keys}
    signatures = tuple(
        notes.Signature(names[blob[:4]], blob[:4], blob[4:])
        for blob in qr.blobs
        if blob[:4] in names
    )
    ids = {one.key_id for one in signatures}
    log = next((one.key for one in trusted.logs if one.key.key_id in ids), None)
    if log is None:
        raise Refused("OTHER_LOG")
    checkpoint = checkpoints.Checkpoint(log.name, qr.size, qr.root)
    note = notes.Note(checkpoint.text, signatures)
    witnesses = _cosigned(note, checkpoint, trusted)
    _check_included(qr.leaf_hash, qr.index, checkpoint, qr.path)
    return Verdict(
        OK,
        index=qr.index,
        size=qr.size,
        origin=log.name,
        leaf_hash=qr.leaf_hash,
        witnesses=witnesses,
    )


def _checkpoint(data: bytes, code: str) -> tuple[notes.Note, checkpoints.Checkpoint]:
    try:
        note = notes.parse(data)
        return note, checkpoints.parse(note.text)
    except TlogError:
        raise Refused(code) from None


def _policy(text: bytes | None) -> Policy:
    if text is None:
        raise Refused("NO_POLICY")
    try:
        policy = Policy.parse(text.decode())
    except ValueError:
        raise Refused("MALFORMED_POLICY") from None
    if not policy.logs:
        raise Refused("MALFORMED_POLICY")
    return policy


def _cosigned(
    note: notes.Note, checkpoint: checkpoints.Checkpoint, policy: Policy
) -> dict[str, int]:
    """When each witness signed; refuses a checkpoint that the policy doesn't accept."""
    own = [one.key for one in policy.logs if one.key.name == checkpoint.origin]
    if not own:
        raise Refused("OTHER_LOG")
    signed = [(key, one) for key in own for one in note.signatures if key.is_of(one)]
    if not all(key.verifies(note.text, one) for key, one in signed):
        raise Refused("LOG_SIGNATURE_WRONG")
    if not any(key.type is notes.KeyType.ED25519 for key, _ in signed):
        raise Refused("LOG_SIGNATURE_MISSING")
    times: dict[str, int] = {}
    for witness in policy.witnesses:
        for one in note.signatures:
            if not witness.key.is_of(one):
                continue
            if not witness.key.verifies(note.text, one):
                raise Refused("WITNESS_SIGNATURE_WRONG")
            times[witness.name] = cosignatures.time_of(one)
    if not _is_quorum(policy, times):
        raise Refused("NOT_ENOUGH_WITNESSES")
    return times


def _is_quorum(policy: Policy, signed: Iterable[str]) -> bool:
    fulfilled = {NONE, *signed}
    for group in policy.groups:  # members stand before the groups that list them
        if len(fulfilled.intersection(group.members)) >= group.threshold:
            fulfilled.add(group.name)
    return policy.quorum in fulfilled


def _check_included(
    leaf_hash: bytes,
    index: int,
    checkpoint: checkpoints.Checkpoint,
    path: Sequence[bytes],
) -> None:
    if index >= checkpoint.size:
        raise Refused("WRONG_POSITION")
    try:
        merkle.verify_inclusion(
            leaf_hash, index, checkpoint.size, path, checkpoint.root
        )
    except merkle.InvalidProof:
        raise Refused("NOT_IN_LOG") from None


def _since(
    earlier: bytes, index: int, checkpoint: checkpoints.Checkpoint, policy: Policy
) -> int | None:
    """When the witnesses last saw the log without this entry."""
    if not earlier:
        return None
    code = "EARLIER_CHECKPOINT_WRONG"
    note, before = _checkpoint(earlier, code)
    try:
        times = _cosigned(note, before, policy)
    except Refused:
        raise Refused(code) from None
    if before.origin != checkpoint.origin or before.size > index:
        raise Refused(code)
    return min(times.values(), default=None)


def _check_opening(
    opening: commitments.Opening, jsons: Mapping[str, bytes], leaf: leaves.Leaf
) -> None:
    if (
        leaf.version != commitments.VERSION
        or commitments.root(opening.commitments) != leaf.commitment
    ):
        raise Refused("OPENING_MISMATCH")
    for name, opened in opening.fields.items():
        # Over the text as it came: another language may spell the value otherwise.
        if _field(opened.salt, name, jsons[name]) != opening.commitments[name]:
            raise Refused("FIELD_MISMATCH")
    own = {"type": leaf.type, "id": str(opening.entry_id)}
    for name, opened in opening.fields.items():
        if name in own and opened.value != own[name]:
            raise Refused("CONTRADICTION")
        if name == "at" and _seconds(opened.value) != leaf.time:
            raise Refused("CONTRADICTION")


def _field(salt: bytes, name: str, json_text: bytes) -> bytes:
    """The commitment of `commitments.field`, over the JSON text of the value."""
    encoded = name.encode()
    content = b"balarea/field/v2|" + salt + bytes([len(encoded)]) + encoded + json_text
    return hashlib.sha256(content).digest()


def _seconds(value: commitments.Value) -> int | None:
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return int(moment.timestamp()) if moment.tzinfo else None
