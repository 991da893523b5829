"""Context processor: the reader's rights. It never resolves a session by itself."""

from django.http import HttpRequest

from balarea.people import auth


def officer_actions(request: HttpRequest) -> dict[str, object]:
    """`actions`: what an officer's grants allow, in views that require an officer."""
    session = auth.resolved_officer_session(request)
    return {"actions": session.scope.actions} if session else {}
