"""The verifiers in Python and Go agree on good and on tampered receipts."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from balarea.transparency.programs import verify
from balarea.transparency.verifier import checking, wording
from balarea.transparency.verifier.tests import samples, tamperings

HERE = Path(checking.__file__).parent
GO_PACKAGES = Path("/usr/share/gocode")  # Debian's golang-golang-x-mod-dev
EVERY = tamperings.every()


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_python_gives_the_code(case: tamperings.Tampering) -> None:
    assert checking.check(case.content, case.policy).code == case.code


def test_the_table_has_thirty_tamperings_and_all_codes() -> None:
    codes = {case.code for case in EVERY} | {"NO_POLICY"}
    assert sum(case.code != "OK" for case in EVERY) >= 30
    assert len({case.name for case in EVERY}) == len(EVERY)
    assert codes == set(wording.words()["codes"])


def test_refuses_a_false_signature_by_ml_dsa() -> None:
    note = samples.note(samples.proven_leaf())
    changed = tamperings.flipped(note, samples.LOG_ML_DSA)
    receipt = samples.proof(checkpoint=changed).format()
    assert checking.check(receipt, samples.POLICY).code == "LOG_SIGNATURE_WRONG"


def test_asks_for_a_policy_where_none_came_with_the_receipt() -> None:
    assert checking.check(samples.receipt()).code == "NO_POLICY"
    assert checking.check(samples.pdf_receipt()).is_own_policy


@pytest.fixture(scope="module")
def go_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    go = shutil.which("go")
    if go is None or not GO_PACKAGES.exists():
        pytest.skip("needs Go and golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(GO_PACKAGES),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "-buildvcs=false",
    }
    program = folder / "verify"
    sources = sorted(HERE.glob("*.go"))
    command = [go, "build", "-o", str(program), *map(str, sources)]
    subprocess.run(command, env=environment, check=True)
    return program


def test_go_gives_the_same_verdicts(go_program: Path, tmp_path: Path) -> None:
    receipt, policy = tmp_path / "receipt", tmp_path / "policy"
    wrong = {}
    for case in EVERY:
        receipt.write_bytes(case.content)
        policy.write_bytes(case.policy)
        command = [str(go_program), "-json", "-policy", str(policy), str(receipt)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        own = verify.as_json(checking.check(case.content, case.policy))
        if json.loads(done.stdout) != own or done.returncode != (case.code != "OK"):
            wrong[case.name] = done.stdout
    assert not wrong


PACKAGES = {"entries": ("leaves", "commitments"), "receipts": ("receipt_format",)}


def test_runs_from_a_copy_without_django(tmp_path: Path) -> None:
    source = HERE.parent
    copy = tmp_path / "balarea" / "transparency"
    for folder in ("tlog", "verifier", "programs"):
        shutil.copytree(source / folder, copy / folder)
    shutil.copy(source / "__init__.py", copy)
    for package, modules in PACKAGES.items():
        (copy / package).mkdir()
        for module in ("__init__", *modules):
            shutil.copy(source / package / f"{module}.py", copy / package)
    (tmp_path / "balarea" / "__init__.py").touch()
    (tmp_path / "receipt.pdf").write_bytes(samples.pdf_receipt())
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from balarea.transparency.programs import verify\n"
        "sys.exit(verify.main(['receipt.pdf', '--lang', sys.argv[1]]))"
    )
    for language, valid in (("id", "Sah."), ("en", "Valid.")):
        command = [sys.executable, "-c", program, language]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == verify.VALID, done.stderr
        assert done.stdout.startswith(f"OK: {valid}")
        assert "fact.files = 3" in done.stdout
