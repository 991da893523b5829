"""Pictures are decoded and encoded again, so that only their pixels are left."""

import io
import warnings
from typing import Final

from PIL import AvifImagePlugin, ExifTags, Image, UnidentifiedImageError

from balarea.documents.intake import file_types, limits, picture_repair
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected

_PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "LA": 2, "I;16": 2, "RGB": 3}
_FAULTS = (OSError, ValueError, SyntaxError, IndexError, KeyError, TypeError, EOFError)
_PHONES: Final = frozenset([file_types.AVIF, file_types.HEIC])
# How a picture is turned upright, by its EXIF orientation (Exif 2.32, 4.6.4, tag 274).
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each thread needs memory of the child


def rebuild(content: bytes, kind: str) -> Accepted:
    """Decode, turn upright, shrink and write as JPEG without metadata.

    Raises:
        Rejected: too large, oddly shaped, animated, or not to be decoded.
    """
    if size := file_types.picture_size(content, kind):
        _check_size(*size, len(content), most=_most(kind))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limits are the stricter ones
            if kind == file_types.JPEG:
                return _from_jpeg(content)
            if kind == file_types.PNG:
                content = picture_repair.of_png(content)
            return _reencoded(content, kind)
    except Image.DecompressionBombError:
        raise Rejected(Reason.TOO_MANY_PIXELS, max=_millions(_most(kind))) from None
    except (UnidentifiedImageError, *_FAULTS):
        # Such a photo is rarely damaged; it has a form that can't be decoded here.
        reason = Reason.HEIC if kind in _PHONES else Reason.DAMAGED
        raise Rejected(reason) from None


def _from_jpeg(content: bytes) -> Accepted:
    """A JPEG, also one that lacks only its end marker."""
    try:
        return _reencoded(content, file_types.JPEG)
    except OSError:
        one, other = picture_repair.of_jpeg(content)
        result = _reencoded(one, file_types.JPEG)
        if result != _reencoded(other, file_types.JPEG):
            raise
        return result


def _open(content: bytes, kind: str) -> Image.Image:
    if kind != file_types.HEIC:
        return Image.open(io.BytesIO(content), formats=[kind])
    import pi_heif  # each child loads what it needs

    pi_heif.options.DECODE_THREADS = 1
    pi_heif.options.THUMBNAILS = False
    pi_heif.options.DEPTH_IMAGES = False
    pi_heif.options.AUX_IMAGES = False
    container = pi_heif.open_heif(content)  # of several pictures, the main one
    _check_pixels(*container.size, most=_most(kind))
    picture: Image.Image = container.to_pillow()
    return picture


def _reencoded(content: bytes, kind: str) -> Accepted:
    side = limits.SHOWN_SIDE
    with _open(content, kind) as picture:
        # A JPEG of several frames is a camera's: the first one is the photograph.
        if kind != file_types.JPEG and getattr(picture, "n_frames", 1) > 1:
            raise Rejected(Reason.ANIMATED)
        most = _most(kind)
        if "progressive" in picture.info:
            most = limits.MAX_PROGRESSIVE
        _check_pixels(*picture.size, most=most)
        turn = 0 if kind == file_types.HEIC else _turn(picture)
        picture.draft("RGB", (side, side))
        if kind not in _PHONES:  # they compress a blank page to almost nothing
            pixel_bytes = _PIXEL_BYTES.get(picture.mode, 4)
            _check_size(*picture.size, len(content), pixel_bytes, most=most)
        if picture.mode in {"1", "P", "PA", "I", "F", "I;16", "I;16B"}:
            shown = _plain(picture)
        else:
            shown = picture
        shown.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        upright = shown.transpose(_TURNS[turn]) if turn in _TURNS else shown
        flat = _on_white(upright)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=limits.JPEG_QUALITY, optimize=True)
    return Accepted(
        kind=Kind.IMAGE,
        content=out.getvalue(),
        content_type="image/jpeg",
        width=flat.width,
        height=flat.height,
    )


def _turn(picture: Image.Image) -> int:
    """Its orientation by EXIF alone, as browsers have it; 0 if that can't be read.

    Pillow would also use XMP, which programs forget to change. A HEIC picture was
    turned by its decoder already.
    """
    exif = Image.Exif()
    try:
        exif.load(picture.info.get("exif", b""))
        turn = exif.get(ExifTags.Base.Orientation, 0)
    except Exception:  # noqa: BLE001 - metadata is unreadable, the pixels may be good
        return 0
    return turn if isinstance(turn, int) else 0


def _plain(picture: Image.Image) -> Image.Image:
    """A picture of a mode that can't be resized well, converted to one that can."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in {"P", "PA"}:
        clear = "transparency" in picture.info or picture.mode == "PA"
        return picture.convert("RGBA" if clear else "RGB")
    return picture.convert("L")


def _on_white(picture: Image.Image) -> Image.Image:
    """Pixels alone, without transparency, palette, profile or comments."""
    if picture.mode in {"RGBA", "LA", "RGBa", "La"}:
        clear = picture.convert("RGBA")
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat
    if picture.mode == "L":
        return Image.frombytes("L", picture.size, picture.tobytes())
    plain = picture.convert("RGB")
    return Image.frombytes("RGB", plain.size, plain.tobytes())


def _most(kind: str) -> int:
    if kind == file_types.JPEG:
        return limits.MAX_PHOTO
    return limits.MAX_PHONE_PHOTO if kind in _PHONES else limits.MAX_PIXELS


def _millions(pixels: int) -> int:
    return pixels // 1_000_000


def _check_pixels(width: int, height: int, *, most: int) -> None:
    if width < 1 or height < 1:
        raise Rejected(Reason.DAMAGED)
    if width * height > most:
        raise Rejected(Reason.TOO_MANY_PIXELS, max=_millions(most))
    if max(width, height) > limits.MAX_ASPECT * min(width, height):
        raise Rejected(Reason.ODD_SHAPE)


def _check_size(
    width: int, height: int, sent: int, pixel_bytes: int = 1, *, most: int
) -> None:
    _check_pixels(width, height, most=most)
    decoded = width * height * pixel_bytes
    if decoded > limits.HARMLESS_BYTES and decoded > limits.MAX_INFLATION * sent:
        raise Rejected(Reason.BOMB)
