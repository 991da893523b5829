"""Receipts of the log's entries, and signed promises of entries to come."""
