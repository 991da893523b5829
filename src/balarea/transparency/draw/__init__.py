"""Drawing officers in public: pure, without Django or the database.

`edwards25519` and `ecvrf` prove a random value (RFC 9381), `rounds` verifies the public
one that stands in for it, `picking` makes a beacon of either and picks, `records` is
what is published of a draw, `audit` recomputes it. All use the standard library alone;
only a round's signature is verified by `pyblst`.
"""
