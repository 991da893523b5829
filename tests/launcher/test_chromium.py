"""Which Chromium script/chromium finds or fetches, tried with stand-ins."""

import pytest

from .machine import Machine

RUNS = "#!/usr/bin/env bash\necho Chromium 1\n"
STUB = "#!/usr/bin/env bash\nexit 1\n"
DEBIAN = """#!/usr/bin/env bash
[ "$*" = "install -qq -y chromium" ] || exit 1
printf '#!/usr/bin/env bash\n' > "$BIN/chromium"
chmod +x "$BIN/chromium"
"""
# Playwright names a path, at which there is a browser only after a download.
PLAYWRIGHT = """#!/usr/bin/env bash
case "$*" in
  "-m playwright install chromium") cp "$BIN/google-browser" "$BIN/own" ;;
  -c*) echo "$BIN/own" ;;
esac
"""


@pytest.fixture
def bare(machine: Machine) -> Machine:
    machine.put("clone/.venv/bin/python", STUB)
    machine.put("bin/id", "#!/usr/bin/env bash\necho 1000\n")
    return machine


def test_takes_an_installed_one_that_runs(bare: Machine) -> None:
    bare.put("bin/chromium-browser", STUB)
    bare.put("bin/google-chrome", RUNS)

    run = bare.run("chromium")

    assert run.stdout == f"{bare.folder}/bin/google-chrome\n"
    assert run.stderr == ""


def test_fetches_debians_package_as_root(bare: Machine) -> None:
    bare.put("bin/id", "#!/usr/bin/env bash\necho 0\n")
    bare.put("bin/apt-get", DEBIAN)

    assert bare.run("chromium").stdout == f"{bare.folder}/bin/chromium\n"


def test_fetches_playwrights_own_as_anybody_else(bare: Machine) -> None:
    bare.put("bin/apt-get", DEBIAN)
    bare.put("bin/google-browser", RUNS)
    bare.put("clone/.venv/bin/python", PLAYWRIGHT)

    assert bare.run("chromium").stdout == f"{bare.folder}/bin/own\n"


def test_says_what_to_install_when_none_can_be_fetched(bare: Machine) -> None:
    refused = bare.run("chromium")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "install Chromium or Google Chrome" in refused.stderr
    assert "BALAREA_CHROMIUM" in refused.stderr
