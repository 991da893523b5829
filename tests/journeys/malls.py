"""The open mall for journeys, and what its demonstration prints about itself."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from balarea.config.launcher import embedded_database
from balarea.config.launcher.data_folder import open_folder

ROOT = Path(__file__).resolve().parents[2]
# Names the folder of a mall that runs already: quicker while one writes a journey.
RUNNING = "BALAREA_JOURNEYS"


@dataclass
class Mall:
    """A running mall and what `script/demo --json` tells of it."""

    base: str
    data: Path
    environment: dict[str, str]
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    tracking: dict[str, str] = field(default_factory=dict)
    desk: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    # What the journeys have given the mall under seal, and what they must not reuse.
    canaries: set[str] = field(default_factory=set)
    used: set[tuple[str, str]] = field(default_factory=set)
    sent: dict[str, float] = field(default_factory=dict)

    @property
    def database(self) -> str:
        """The address of its embedded database, by the role that owns the tables."""
        database = embedded_database.EmbeddedDatabase(open_folder(self.data))
        return database.url(embedded_database.OWNER)

    def ask(self) -> None:
        """Read accounts, pages and keys from the running mall."""
        card = json.loads(
            subprocess.run(
                [
                    *(sys.executable, "-m", "balarea.config.launcher", "demo"),
                    *("--json", "--data", str(self.data)),
                ],
                env=self.environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        self.base = card["base"]
        self.accounts, self.pages = card["accounts"], card["pages"]
        # Whoever plays a role of the demo is known by their login as well.
        for one in list(self.accounts.values()):
            self.accounts.setdefault(one.get("login", ""), one)
        self.tracking, self.keys = card["tracking"], card["keys"]
        self.desk = card["desk"]


def running(data: Path, environment: Mapping[str, str]) -> Mall:
    """The mall that runs from this folder."""
    mall = Mall("", data, dict(environment))
    mall.ask()
    return mall
