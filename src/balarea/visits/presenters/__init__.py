"""What pages, tickets and programs of the visits show."""
