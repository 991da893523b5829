"""Every write of this app: publishing definitions and indexing them."""

from balarea.catalogue.operations.publishing import publish as publish
from balarea.catalogue.operations.publishing import (
    publish_delegations as publish_delegations,
)
from balarea.catalogue.operations.publishing import publish_offices as publish_offices
