"""What the log's pages and downloads show."""
