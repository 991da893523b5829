"""Drawing officers in public: pure, on the standard library alone.

`edwards25519` and `ecvrf` prove a random value (RFC 9381), `picking` makes a beacon of
it and picks, `records` is what is published of a draw, `audit` recomputes it.
"""
