"""Every write of this room: publishing definitions, and how they are found."""

from balarea.catalogue.operations.publishing import publish as publish
