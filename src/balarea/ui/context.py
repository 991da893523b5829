"""What every template may rely on. Costs no query and reads no session."""

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, object]:
    """`is_demo`: the ribbon on top says that nothing here is official."""
    return {"is_demo": settings.BALAREA_DEMO}
