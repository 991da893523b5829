"""How much an upload may hold. Sizes in bytes, pictures in pixels."""

MAX_BYTES = 10_000_000  # one PDF; every sentence about it says `max_megabytes()`
# One photo as it is sent. It is stored smaller than that, at most `SHOWN_SIDE` long.
MAX_PICTURE_BYTES = 30_000_000
MAX_PIXELS = 40_000_000
MAX_PHOTO = 110_000_000  # a JPEG is decoded at a fraction of its size …
MAX_PROGRESSIVE = 60_000_000  # … but one in passes is held in full
MAX_PHONE_PHOTO = 51_000_000  # AVIF and HEIC, which are decoded in full
MAX_ASPECT = 30  # longest side over shortest; a till receipt is about 15
MAX_INFLATION = 500  # decoded over sent bytes; a blank scanned page reaches 300 …
HARMLESS_BYTES = 32_000_000  # … but what decodes to less than this is harmless

SHOWN_SIDE = 2400  # an A4 page at 200 dots an inch: small print stays readable
JPEG_QUALITY = 85

MAX_SHOWN_BYTES = 25_000_000  # a rewritten PDF of 10 MB, its tables unpacked
MAX_PAGES = 200
MAX_OBJECTS = 50_000
MAX_DEPTH = 60
MAX_INFLATED = 128_000_000  # all streams of a PDF together, but for its pictures
MAX_PICTURE_IN_PDF = 150_000_000  # pixels: an A0 plan scanned at 300 dots an inch
MAX_PICTURE_INFLATED = 150_000_000  # bytes: the same plan in shades of grey
MAX_PICTURES_INFLATED = 600_000_000  # all pictures of a PDF; 200 pages of fax are 220
MAX_PIXEL_BYTES = 8  # four inks of 16 bits
SPARE_BYTES = 64_000  # bytes after the last row of a picture that are harmless


def max_megabytes() -> int:
    """The limit of one PDF in megabytes, for sentences."""
    return MAX_BYTES // 1_000_000


def max_picture_megabytes() -> int:
    """The limit of one photo in megabytes, for sentences."""
    return MAX_PICTURE_BYTES // 1_000_000
