"""A demonstration has three simulated witnesses, a mall with real ones has none."""

import socket
from pathlib import Path

import pytest

from balarea.config.launcher import witness_programs
from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import Program
from balarea.transparency.programs import witness_folder
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.cosignatures import cosign
from balarea.transparency.tlog.merkle import EMPTY_ROOT
from balarea.transparency.tlog.notes import KeyType, Note, SigningKey
from balarea.transparency.tlog.policies import Policy, PolicyNotMet

ORIGIN = "mall.example/transparansi/log"
LOG = [
    SigningKey(ORIGIN, kind, b"\x01" * 32)
    for kind in (KeyType.ED25519, KeyType.MLDSA44_COSIGNATURE)
]
DEMO = {"BALAREA_DEMO": "1", "PATH": "/bin", "DATABASE_URL": "postgres://secret"}


def start(path: Path, **environment: str) -> list[Program]:
    folder = DataFolder(path, "id", path / "lock")
    vkeys = [key.vkey for key in LOG]
    return witness_programs.programs(folder, vkeys, DEMO | environment)


def policy(path: Path) -> Policy:
    return Policy.parse((path / "log-policy.txt").read_text())


def test_starts_three_witnesses_and_a_policy_that_needs_them_all(
    tmp_path: Path,
) -> None:
    programs = start(tmp_path)
    assert len(programs) == 3
    for program in programs:
        assert "simulated" in program.name
        assert "DATABASE_URL" not in program.environment
    made = policy(tmp_path)
    assert all("/simulasi/" in one.key.name for one in made.witnesses)
    folders = [tmp_path / f"witness-{number}" for number in (1, 2, 3)]
    keys = [witness_folder.read_keys(folder)[0] for folder in folders]
    text = Checkpoint(ORIGIN, 0, EMPTY_ROOT).text
    signatures = [LOG[0].sign(text), *(cosign(key, text, 1) for key in keys)]
    assert made.check(Note(text, tuple(signatures)).format()).size == 0
    for lacking in signatures[1:]:
        fewer = tuple(one for one in signatures if one != lacking)
        with pytest.raises(PolicyNotMet):
            made.check(Note(text, fewer).format())
    for folder, witness in zip(folders, made.witnesses, strict=True):
        configuration = witness_folder.read_configuration(folder)
        assert witness.url.endswith(f":{configuration.port}")
        assert configuration.logs[ORIGIN].keys == tuple(key.verifier for key in LOG)


def test_keeps_keys_and_ports_but_one_that_is_taken(tmp_path: Path) -> None:
    start(tmp_path)
    before = policy(tmp_path)
    start(tmp_path)
    assert policy(tmp_path) == before
    port = int(before.witnesses[1].url.rpartition(":")[2])
    with socket.create_server((witness_programs.HOST, port)):
        start(tmp_path)
    after = policy(tmp_path)
    keys = [[one.key for one in each.witnesses] for each in (before, after)]
    assert keys[0] == keys[1]
    changed = [
        old.url != new.url
        for old, new in zip(before.witnesses, after.witnesses, strict=True)
    ]
    assert changed == [False, True, False]


def test_starts_none_beside_real_ones_or_without_a_demonstration(
    tmp_path: Path,
) -> None:
    assert start(tmp_path, BALAREA_DEMO="0") == []
    assert start(tmp_path, BALAREA_LOG_POLICY="/etc/policy.txt") == []
    assert start(tmp_path, BALAREA_LOG_WITNESSES="w https://w.example") == []
    assert list(tmp_path.iterdir()) == []


def test_says_which_keys_can_not_be_read(tmp_path: Path) -> None:
    start(tmp_path)
    (tmp_path / "witness-2" / "keys").write_text("damaged")
    with pytest.raises(CannotRun, match="witness-2"):
        start(tmp_path)
