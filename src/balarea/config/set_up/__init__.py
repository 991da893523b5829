"""Makes a mall's tables, keys, static files, services and demonstration."""
