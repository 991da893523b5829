"""The log's settings, as the operator gave them."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from balarea.transparency.publishing import witnesses
from balarea.transparency.publishing.sequencer import LogSettings
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.policies import Policy


def read() -> LogSettings:
    """For the sequencer. The witnesses are the policy's, unless they are set apart.

    Raises:
        ImproperlyConfigured: a witness or the policy isn't written as it must be.
    """
    path = settings.BALAREA_LOG_POLICY
    try:
        policy = Policy.parse(Path(path).read_text("utf-8")) if path else None
        listed: dict[str, str] = {}  # address → its keys
        for one in policy.witnesses if policy else ():
            listed[one.url] = f"{listed.get(one.url, '')} {one.key.vkey}"
        listed.pop("", None)
        return LogSettings(
            folder=Path(settings.BALAREA_LOG_DIR),
            socket=Path(settings.BALAREA_SIGNER_SOCKET),
            witnesses=witnesses.parse(
                settings.BALAREA_LOG_WITNESSES
                or "\n".join(f"{keys} {url}" for url, keys in listed.items())
            ),
            policy=policy,
        )
    except (TlogError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"BALAREA_LOG_WITNESSES or BALAREA_LOG_POLICY: {error}"
        ) from error
