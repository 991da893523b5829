"""The group of edwards25519 (RFC 8032, section 5.1), in extended coordinates.

Its arithmetic takes a time that depends on its operands. What verifies uses public
values only; what uses a secret key must not be timed by strangers, see `ecvrf.prove`.
"""

import functools

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
COFACTOR = 8
_D = -121665 * pow(121666, P - 2, P) % P
_SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)

# (X, Y, Z, T) with x = X/Z, y = Y/Z and x·y = T/Z.
type Point = tuple[int, int, int, int]
IDENTITY: Point = (0, 1, 1, 0)


class InvalidPoint(ValueError):
    """These 32 bytes encode no point of the curve."""


def add(a: Point, b: Point) -> Point:
    """The sum; the formulas are complete, so `a` and `b` may be equal."""
    left = (a[1] - a[0]) * (b[1] - b[0]) % P
    right = (a[1] + a[0]) * (b[1] + b[0]) % P
    t = 2 * a[3] * b[3] * _D % P
    z = 2 * a[2] * b[2] % P
    e, f, g, h = right - left, z - t, z + t, right + left
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, point: Point) -> Point:
    """`point` added to itself `scalar` times; `scalar` is not negative."""
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def negative(point: Point) -> Point:
    """The point that added to this one is the identity."""
    return -point[0] % P, point[1], point[2], -point[3] % P


def is_identity(point: Point) -> bool:
    """Whether it is the neutral element, in whatever coordinates."""
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def encode(point: Point) -> bytes:
    """The 32 bytes of a point."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data: bytes) -> Point:
    """The point of 32 bytes.

    Raises:
        InvalidPoint: it has another length, isn't canonical, or isn't on the curve.
    """
    if len(data) != 32:
        raise InvalidPoint("a point has 32 bytes")
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= P:
        raise InvalidPoint("the coordinate is not canonical")
    x = _x_of(y, sign)
    return x, y, 1, x * y % P


def _x_of(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(_D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * _SQRT_MINUS_ONE % P
    if (x * x - square) % P:
        raise InvalidPoint("it is not on the curve")
    if x == 0 and sign:
        raise InvalidPoint("zero has no sign")
    return P - x if x & 1 != sign else x


@functools.cache
def base() -> Point:
    """The generator B, whose y is 4/5."""
    y = 4 * pow(5, P - 2, P) % P
    x = _x_of(y, 0)
    return x, y, 1, x * y % P
