"""Who reacts to what, on one page."""


def connect_all() -> None:
    """Connect every reaction across rooms; called once when Django is ready."""
