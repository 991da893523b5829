"""What lists and pages of services say."""
