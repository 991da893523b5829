"""Which file says whose mall a data folder is; it stays the same from start to start.

`BALAREA_MALL` names it at the first start. The folder remembers it, so that a command
or a start without the variable doesn't show one regency's cases as another's.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.errors import ELSEWHERE, CannotRun
from balarea.foundation import mall

VARIABLE = "BALAREA_MALL"
CARD = "mall.json"
DEFAULT = Path(__file__).resolve().parents[4] / "services" / mall.NAME


def choose(folder: DataFolder) -> Path:
    """The mall's file: what the environment names, else what the folder remembers.

    Raises `CannotRun` where it is wrong, or of another region than the folder.
    """
    file, region = _remembered(folder)
    path = Path(os.environ.get(VARIABLE) or file or DEFAULT).resolve()
    try:
        chosen = mall.read(path)
    except mall.InvalidMall as invalid:
        raise CannotRun(str(invalid)) from None
    if region and region != chosen.region.code:
        raise CannotRun(
            f"The data folder {folder.path} is of the mall of region {region}, and "
            f"{path} is of {chosen.region.code}: name its own file in {VARIABLE}, or "
            f"{ELSEWHERE}."
        )
    return path


def remember(folder: DataFolder, path: Path) -> None:
    """Note the region in the folder, and the file unless it comes with the code.

    That one moves with each copy of the code.
    """
    own = "" if path == DEFAULT else str(path)
    content = {"file": own, "region": mall.read(path).region.code}
    (folder.path / CARD).write_text(json.dumps(content), encoding="utf-8")


def _remembered(folder: DataFolder) -> tuple[str, str]:
    with suppress(OSError, ValueError, KeyError, TypeError):
        card = json.loads((folder.path / CARD).read_text("utf-8"))
        return str(card["file"]), str(card["region"])
    return "", ""
