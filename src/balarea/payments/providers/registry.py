"""Payment providers register here."""

from collections.abc import Mapping
from types import MappingProxyType

from balarea.payments.providers.base import Provider

_providers: dict[str, Provider] = {}


def registered() -> Mapping[str, Provider]:
    """Every payment provider by its code."""
    return MappingProxyType(_providers)


def register[P: Provider](provider_class: type[P]) -> type[P]:
    """Class decorator: make one provider of the class known by its `code`."""
    provider: Provider = provider_class()
    if provider.code in _providers:
        raise ValueError(f"two payment providers have the code {provider.code!r}")
    _providers[provider.code] = provider
    return provider_class
