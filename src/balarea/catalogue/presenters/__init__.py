"""Texts of lists and pages of services."""
