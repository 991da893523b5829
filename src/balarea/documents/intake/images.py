"""Pictures are drawn anew: what comes out holds pixels and nothing else."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from balarea.documents.intake import kinds, limits
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected

_PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "LA": 2, "I;16": 2, "RGB": 3}
_FAULTS = (OSError, ValueError, SyntaxError, IndexError, KeyError, TypeError, EOFError)


def rebuild(content: bytes, kind: str) -> Accepted:
    """Decode, turn upright, shrink and write as JPEG without metadata.

    Raises:
        Rejected: too large, oddly shaped, animated, or not to be decoded.
    """
    if size := kinds.picture_size(content, kind):
        _check_size(*size, len(content))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limits are the stricter ones
            return _drawn_anew(content, kind)
    except Image.DecompressionBombError:
        raise Rejected(Reason.TOO_MANY_PIXELS, max=_millions()) from None
    except (UnidentifiedImageError, *_FAULTS):
        raise Rejected(Reason.DAMAGED) from None


def _drawn_anew(content: bytes, kind: str) -> Accepted:
    side = limits.SHOWN_SIDE
    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        _check_size(*picture.size, len(content), _PIXEL_BYTES.get(picture.mode, 4))
        # A JPEG of several frames is a camera's: the first one is the photograph.
        if kind != kinds.JPEG and getattr(picture, "n_frames", 1) > 1:
            raise Rejected(Reason.ANIMATED)
        picture.draft("RGB", (side, side))
        if picture.mode in {"1", "P", "PA", "I", "F", "I;16", "I;16B"}:
            shown = _plain(picture)
        else:
            shown = picture
        shown.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        upright = ImageOps.exif_transpose(shown)
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


def _plain(picture: Image.Image) -> Image.Image:
    """Modes that can't be shrunk well, in one that can."""
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


def _millions() -> int:
    return limits.MAX_PIXELS // 1_000_000


def _check_size(width: int, height: int, sent: int, pixel_bytes: int = 1) -> None:
    if width < 1 or height < 1:
        raise Rejected(Reason.DAMAGED)
    if width * height > limits.MAX_PIXELS:
        raise Rejected(Reason.TOO_MANY_PIXELS, max=_millions())
    if max(width, height) > limits.MAX_ASPECT * min(width, height):
        raise Rejected(Reason.ODD_SHAPE)
    decoded = width * height * pixel_bytes
    if decoded > limits.HARMLESS_BYTES and decoded > limits.MAX_INFLATION * sent:
        raise Rejected(Reason.BOMB)
