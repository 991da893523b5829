"""What an entry commits to, and the leaf that the public log has of it."""
