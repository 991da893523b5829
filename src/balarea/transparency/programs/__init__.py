"""Programs of the public log: the standard library and `cryptography`, no Django."""
