"""Context processor for all templates, without queries or session access."""

from django.conf import settings
from django.http import HttpRequest


def demo(request: HttpRequest) -> dict[str, object]:
    """`is_demo`: whether to show the ribbon that says that nothing here is official."""
    return {"is_demo": settings.BALAREA_DEMO}
