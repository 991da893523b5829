"""The storage of static files."""

import functools

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # no types
    """WhiteNoise's storage with cached URLs, because pages have many icons."""

    @functools.cache  # noqa: B019 - one instance for the life of the process
    def url(self, name: str, force: bool = False) -> str:
        return str(super().url(name, force))
