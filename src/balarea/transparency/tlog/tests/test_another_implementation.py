"""Somebody else's program reads our log, and we read theirs.

`aics-tlog` shares no code with us. It knows Ed25519 only and ignores our ML-DSA
signatures, as the formats ask of readers.
"""

import aics_tlog
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balarea.transparency.tlog import checkpoints, cosignatures, merkle, notes, tiles
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import KeyType, Note, SigningKey, VerifierKey

from .trees import MemoryTree

ORIGIN = "log.example/2026"
TIME = 1_795_000_000
SIZE = 600
ENTRIES = [b"entry %d" % i for i in range(SIZE)]
TREE = MemoryTree([merkle.leaf_hash(entry) for entry in ENTRIES])
ROOT = merkle.root(SIZE, TREE)
TEXT = Checkpoint(ORIGIN, SIZE, ROOT).text
LOG = SigningKey(ORIGIN, KeyType.ED25519, bytes(32))
LATTICE = SigningKey(ORIGIN, KeyType.MLDSA44_COSIGNATURE, bytes(32))
WITNESSES = [
    SigningKey(f"w{n}.example", KeyType.ED25519_COSIGNATURE, bytes([n]) * 32)
    for n in (1, 2, 3)
]


def _files() -> dict[str, bytes]:
    """What our log would publish."""
    files = {
        tile.path: tiles.tile_data(tile, TREE) for tile in tiles.new_tiles(0, SIZE)
    }
    for tile in tiles.new_bundles(0, SIZE):
        start = tile.index * tiles.WIDTH
        files[tile.path] = tiles.bundle(ENTRIES[start : start + tile.width])
    return files


def _checkpoint() -> bytes:
    signatures = [LOG.sign(TEXT), LATTICE.sign(TEXT)]
    signatures += [cosignatures.cosign(key, TEXT, TIME) for key in WITNESSES]
    return Note(TEXT, tuple(signatures)).format()


def test_another_program_audits_every_tile_and_entry_of_our_log() -> None:
    files = _files()
    report = aics_tlog.audit_tiles(aics_tlog.MemoryTileReader(files), SIZE, ROOT)
    assert (report.size, report.tiles, report.bundles) == (SIZE, 4, 3)
    path = tiles.Tile(tiles.ENTRIES, 1).path
    files[path] = files[path].replace(b"entry 300", b"entry 3OO")
    with pytest.raises(ValueError, match="does not match"):
        aics_tlog.audit_tiles(aics_tlog.MemoryTileReader(files), SIZE, ROOT)


def test_another_program_makes_and_verifies_the_same_proofs() -> None:
    reader = aics_tlog.MemoryTileReader(_files())
    for index in (0, 255, 256, 599):
        theirs = aics_tlog.inclusion_proof_from_tiles(reader, index, SIZE)
        ours = merkle.inclusion_proof(index, SIZE, TREE)
        assert ours == list(theirs)
        for entry, is_right in ((ENTRIES[index], True), (b"entry 1", False)):
            verdict = aics_tlog.verify_leaf_inclusion(entry, index, SIZE, ours, ROOT)
            assert verdict == is_right
        merkle.verify_inclusion(TREE.read(0, index), index, SIZE, theirs, ROOT)
    for old in (1, 255, 256, 512, 599, 600):
        theirs = aics_tlog.consistency_proof_from_tiles(reader, old, SIZE)
        assert merkle.consistency_proof(old, SIZE, TREE) == list(theirs)


def test_another_program_counts_our_signatures() -> None:
    note = aics_tlog.parse_note(_checkpoint())
    keys = [aics_tlog.parse_vkey(key.vkey) for key in WITNESSES]
    log_key = aics_tlog.parse_vkey(LOG.vkey)
    result = aics_tlog.verify_checkpoint(note, log_key, keys, 3, expected_origin=ORIGIN)
    assert (result.ok, result.log_ok) == (True, True)
    other = TEXT.replace(f"\n{SIZE}\n", f"\n{SIZE + 1}\n")
    forged = aics_tlog.parse_note(_checkpoint().replace(TEXT.encode(), other.encode()))
    assert not aics_tlog.verify_checkpoint(forged, log_key, keys, 3).ok


def test_both_refuse_keys_for_which_anybody_can_sign() -> None:
    field, order_eight = (
        2**255 - 19,
        int("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16),
    )
    small = (0, 1, field - 1, order_eight, field - order_eight)
    for y in (*small, *(field + number for number in range(19))):
        for sign in (0, 1 << 255):
            public = (y + sign).to_bytes(32, "little")
            assert aics_tlog.ed25519_public_key_problem(public)
            with pytest.raises(notes.InvalidKey, match="weak"):
                VerifierKey("w.example", KeyType.ED25519_COSIGNATURE, public)
    for key in (LOG, *WITNESSES):
        assert aics_tlog.ed25519_public_key_problem(key.verifier.public) is None


def test_we_read_what_another_program_wrote() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert aics_tlog.MerkleTree(ENTRIES).root() == ROOT
    theirs = aics_tlog.sign_checkpoint(
        aics_tlog.Checkpoint(ORIGIN, SIZE, ROOT), private, ORIGIN
    )
    note = notes.open_note(theirs.to_bytes(), [LOG.verifier])
    assert checkpoints.parse(note.text) == Checkpoint(ORIGIN, SIZE, ROOT)
    _, line = aics_tlog.sign_cosignature(private, "w.example", TIME, ORIGIN, SIZE, ROOT)
    signed = aics_tlog.Note(text=TEXT, signatures=(line,)).to_bytes()
    vkey = aics_tlog.format_vkey(
        aics_tlog.cosignature_vkey("w.example", private.public_key())
    )
    key = VerifierKey.parse(vkey)
    assert cosignatures.times(signed, [key]) == {"w.example": TIME}
    store = aics_tlog.MemoryTileStore()
    writer = aics_tlog.IncrementalTileWriter(store)
    writer.append(ENTRIES[:256])
    writer.append(ENTRIES[256:])
    for path, data in _files().items():
        assert store.read(path) == data, path
