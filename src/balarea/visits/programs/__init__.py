"""Programs of the visits that run on machines of their own, without Django."""
