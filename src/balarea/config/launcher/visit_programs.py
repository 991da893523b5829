"""The demonstration's visitors: a program that plays them while the mall is open."""

from collections.abc import Mapping

from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.processes import PYTHON, Program

SWITCH = "BALAREA_VISITORS"


def programs(folder: DataFolder, environment: Mapping[str, str]) -> list[Program]:
    """None outside a demonstration, or with BALAREA_VISITORS=0."""
    if environment.get("BALAREA_DEMO") != "1" or environment.get(SWITCH) == "0":
        return []
    command = (*PYTHON, "django", "demo_visits")
    log = folder.path / "logs" / "visitors.log"
    return [Program("The demonstration's visitors", command, log, environment)]
