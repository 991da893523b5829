"""Made-up evidence for tests and the demo: files plainly marked as examples."""

import io

import typst
from PIL import Image, ImageDraw, ImageFont

PAPER, INK, BAND = (250, 246, 238), (61, 10, 38), (176, 64, 40)


def picture(title: str, name: str) -> bytes:
    """A JPEG like a photographed document, plainly marked as an example."""
    image = Image.new("RGB", (1200, 800), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1200, 96), fill=BAND)
    draw.text((40, 24), "CONTOH, BUKAN DOKUMEN ASLI", PAPER, ImageFont.load_default(40))
    draw.text((40, 190), title[:48], INK, ImageFont.load_default(44))
    draw.text((40, 290), name, INK, ImageFont.load_default(56))
    for line in range(6):
        width = 900 - 90 * (line % 3)
        draw.rectangle(
            (40, 420 + line * 50, width, 436 + line * 50), fill=(214, 204, 190)
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def page(title: str, name: str) -> bytes:
    """A PDF page of the same kind."""
    source = (
        '#set page(paper: "a5")\n#set text(lang: "id")\n'
        "= CONTOH, bukan dokumen asli\n#sys.inputs.title \\\n#sys.inputs.name\n"
    )
    inputs = {"title": title, "name": name}
    return bytes(typst.compile(source.encode(), format="pdf", sys_inputs=inputs))
