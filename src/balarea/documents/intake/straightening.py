"""Photos of a sheet are straightened: its four corners, else the slant of its lines.

OpenCV finds both; where neither is certain the photo stays as it lies. A wrong guess
loses nothing, because the photo in full size is stored beside the result (decision
133). Only the limited child process loads this.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

type Pixels = NDArray[np.uint8]
type Corners = NDArray[np.float32]

_SIDE: Final = 800  # pixels of the copy in which a sheet is searched
# Of the photo's area: less is a stamp or a card on a table, more is all of the photo.
_LEAST_AREA, _MOST_AREA = 0.30, 0.97
_LEAST_DIFFERENCE: Final = 20  # of 255, between the sheet's border and the table
_LEAST_RATIO: Final = 0.6  # of two opposite sides, the shorter over the longer
_LEAST_CORNER, _MOST_CORNER = 60.0, 120.0  # degrees
_MOST_SLANT: Final = 12.0  # degrees by which lines of text are turned back
_LEAST_SLANT: Final = 0.4
_STEPS: Final = (1.0, 0.2)  # degrees of the coarse search, then of the fine one

cv2.setNumThreads(1)


def straightened(picture: Pixels) -> Pixels | None:
    """The sheet of a photo as if scanned from above; None where it is straight.

    Grey or BGR pixels, as given.
    """
    corners = sheet_of(picture)
    if corners is not None:
        return _from_above(picture, corners)
    slant = slant_of(picture)
    return None if abs(slant) < _LEAST_SLANT else _turned_back(picture, slant)


def decoded(jpeg: bytes) -> Pixels:
    """The pixels of a JPEG that `images.rebuild` wrote: grey, or BGR."""
    raw = np.frombuffer(jpeg, np.uint8)
    picture = cv2.imdecode(raw, cv2.IMREAD_UNCHANGED)
    if picture is None:
        message = "no JPEG"
        raise ValueError(message)
    return np.asarray(picture, np.uint8)


def encoded(picture: Pixels, side: int, quality: int) -> bytes:
    """A JPEG of at most `side` pixels on the longer side."""
    scale = side / max(picture.shape[:2])
    if scale < 1:
        size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
        picture = np.asarray(
            cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8
        )
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    _, content = cv2.imencode(".jpg", picture, options)
    return content.tobytes()


def sheet_of(picture: Pixels) -> Corners | None:
    """The corners of the sheet that fills most of a photo: clockwise from top left."""
    small, scale = _small(picture)
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    smooth = np.asarray(cv2.GaussianBlur(grey, (7, 7), 0), np.uint8)
    _, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edges = cv2.dilate(cv2.Canny(smooth, 40, 120), np.ones((5, 5), np.uint8))
    for mask in (bright, edges):
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
        outlines, _ = cv2.findContours(
            closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:3]:
            hull = cv2.convexHull(outline)
            around = cv2.arcLength(hull, True)
            shape = cv2.approxPolyDP(hull, 0.02 * around, True)
            if len(shape) == 4:
                corners = _in_order(shape.reshape(4, 2).astype(np.float32))
                area = small.shape[1] * small.shape[0]
                if _is_sheet(corners, area) and _is_lighter(smooth, corners):
                    return (corners / scale).astype(np.float32)
    return None


def _small(picture: Pixels) -> tuple[Pixels, float]:
    scale = min(1.0, _SIDE / max(picture.shape[:2]))
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), scale


def _in_order(corners: Corners) -> Corners:
    """Clockwise from the corner that is nearest to the top left."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    clockwise = corners[np.argsort(angles)]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.asarray(np.roll(clockwise, -first, axis=0), np.float32)


def _is_sheet(corners: Corners, area: int) -> bool:
    share = float(cv2.contourArea(corners)) / area
    if not _LEAST_AREA <= share <= _MOST_AREA or not cv2.isContourConvex(
        corners.reshape(4, 1, 2)
    ):
        return False
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    for one, other in ((0, 2), (1, 3)):
        shorter, longer = sorted((float(lengths[one]), float(lengths[other])))
        if shorter < _LEAST_RATIO * longer:
            return False
    for at in range(4):
        before, after = -sides[at - 1], sides[at]
        cosine = before @ after / (lengths[at - 1] * lengths[at])
        corner = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
        if not _LEAST_CORNER <= corner <= _MOST_CORNER:
            return False
    return True


def _is_lighter(grey: Pixels, corners: Corners) -> bool:
    """Whether the sheet's border is lighter than what lies around it.

    So the block of print on a page, or a frame on it, isn't taken for the sheet.
    """
    inside = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(inside, corners.round().astype(np.int32), 255)
    reach = np.ones((13, 13), np.uint8)
    border = (inside > 0) & (cv2.erode(inside, reach) == 0)
    around = (cv2.dilate(inside, reach) > 0) & (inside == 0)
    if not border.any() or not around.any():
        return False
    difference = np.median(grey[border]) - np.median(grey[around])
    return bool(difference >= _LEAST_DIFFERENCE)


def _from_above(picture: Pixels, corners: Corners) -> Pixels:
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width = round(float(max(sides[0], sides[2])))
    height = round(float(max(sides[1], sides[3])))
    to = np.array(
        [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32
    )
    matrix = cv2.getPerspectiveTransform(corners, to)
    flat = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_AREA)
    return np.asarray(flat, np.uint8)


def slant_of(picture: Pixels) -> float:
    """By how many degrees anticlockwise to turn for level lines; 0 if uncertain.

    Rows of a page alternate most between ink and paper where its lines are level.
    """
    small, _ = _small(picture)
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    ink = np.asarray(
        cv2.adaptiveThreshold(
            grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12
        ),
        np.uint8,
    )
    if not 0.005 < float(ink.mean()) < 0.35:
        return 0.0
    coarse, fine = _STEPS
    best, level = _best(ink, np.arange(-_MOST_SLANT, _MOST_SLANT + coarse, coarse))
    exact, most = _best(ink, np.arange(best - coarse, best + coarse + fine, fine))
    # Pictures without lines have no such angle: the best is hardly better than level.
    is_certain = max(level, most) > 1.15 * _contrast(ink, 0.0)
    return exact if is_certain and abs(exact) <= _MOST_SLANT else 0.0


def _best(ink: Pixels, angles: NDArray[np.float64]) -> tuple[float, float]:
    scores = [(_contrast(ink, float(angle)), float(angle)) for angle in angles]
    most, angle = max(scores)
    return angle, most


def _contrast(ink: Pixels, angle: float) -> float:
    """How much ink differs from row to row once the page is turned by `angle`."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    level = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST)
    rows = np.asarray(level, np.float64).sum(axis=1)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _turned_back(picture: Pixels, slant: float) -> Pixels:
    """The picture turned by `slant`, on white, large enough to lose no corner."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), slant, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide = round(width * cosine + height * sine)
    high = round(width * sine + height * cosine)
    matrix[0, 2] += (wide - width) / 2
    matrix[1, 2] += (high - height) / 2
    turned = cv2.warpAffine(
        picture,
        matrix,
        (wide, high),
        flags=cv2.INTER_LINEAR,
        borderValue=(255, 255, 255),
    )
    return np.asarray(turned, np.uint8)
