"""Checking receipts of the log without the server that made them."""
