"""Retention periods that several apps state on their pages."""

DRAFT_DAYS = 30  # how long a draft is stored after it was saved last
