"""Where static files are asked for from."""

import functools

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # no types
    """WhiteNoise's, which works out each file's address once: pages have many icons."""

    @functools.cache  # noqa: B019 - there is one of these, as long as the process lives
    def url(self, name: str, force: bool = False) -> str:
        return str(super().url(name, force))
