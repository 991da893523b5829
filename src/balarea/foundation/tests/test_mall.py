"""The file of a mall: what is read from it, and what is refused with which words."""

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from balarea.foundation import colours, mall, marks
from balarea.foundation.texts import Text

SHIPPED = Path(__file__).parents[4] / "services" / "mall.yaml"
OTHER = Path(__file__).parents[4] / "tests" / "malls" / "contoh-utara" / "mall.yaml"
TREE: dict[str, Any] = yaml.safe_load(SHIPPED.read_text())


def write(folder: Path, tree: object) -> Path:
    """A mall's file with the files that it names."""
    for name in ("agencies.yaml", "places.yaml", "queues.yaml", "mark.svg"):
        shutil.copy(SHIPPED.parent / name, folder)
    path = folder / "mall.yaml"
    path.write_text(yaml.safe_dump(tree))
    return path


def changed(key: str, value: object) -> dict[str, Any]:
    tree = copy.deepcopy(TREE)
    *parents, last = key.split(".")
    part = tree
    for parent in parents:
        part = part[parent]
    part[last] = value
    return tree


def refusal(path: Path) -> str:
    with pytest.raises(mall.InvalidMall) as refused:
        mall.read(path)
    return str(refused.value)


def test_the_shipped_file_and_the_second_mall_are_right() -> None:
    assert mall.read(SHIPPED).region.digits == "3211"
    assert mall.read(OTHER).zone == "Asia/Makassar"


def test_paths_are_beside_the_file(tmp_path: Path) -> None:
    read = mall.read(write(tmp_path, TREE))
    assert read.mark == str(tmp_path.resolve() / "mark.svg")
    assert read.services == str(tmp_path.resolve())
    assert mall.read(OTHER).services == str(SHIPPED.parent)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("name.en", "", "name.en: is empty or untidy"),
        ("short_name.id", "Mal  Contoh", "short_name.id: is empty or untidy"),
        ("region.kind", "PROVINSI", "region.kind: Invalid enum value 'PROVINSI'"),
        ("region.code", "3211", "region.code: '3211' is no code such as 32.11"),
        ("region.name", "{mall.code}", "region.name: is empty or untidy"),
        ("place", " ", "place: is empty or untidy"),
        ("time_zone", "CET", "time_zone: Invalid enum value 'CET'"),
        ("languages", ["en", "id"], "languages: begin with id"),
        ("languages", ["id", "xx"], "among id, en, su"),
        ("languages", ["id", "en", "en"], "languages: one stands twice"),
        ("phone", "0261 000100", "'0261 000100' is no international number"),
        ("hours", [["08:00", "15:00"]], "hours are seven, Monday first"),
        ("hours", [["15:00", "08:00"], *[None] * 6], "15:00 to 08:00 are no hours"),
        ("complaints.site", "https://lapor.go.id/", "is no site such as a.go.id"),
        ("complaints.sms", "satu", "complaints.sms: 'satu' is no short number"),
        ("payments.city", "KABUPATEN SUMEDANG", "at most 15 capital letters"),
        ("payments.merchant", "Mal Kita", "at most 25 capital letters"),
        ("payments.postal_code", "4531", "has five digits, in quotes"),
        ("payments.bank", "", "payments.bank: is empty or untidy"),
        ("mark", "logo.jpg", "logo.jpg is no .svg or .png file"),
        ("mark", "none.svg", "can't be read (No such file or directory)"),
        ("colours.light.brand", "red", "colours.light.brand: 'red' is no colour"),
        ("services", "nowhere", "services: "),
        ("absent", ["XYZ"], "absent: 'XYZ' is no agency of"),
        ("absent", ["DPM"], "absent: DPM runs the mall, so it can't be absent"),
        ("overlay", "mark.svg", "is no folder"),
        ("places", "nowhere.yaml", "is no file"),
        ("opened", True, "Object contains unknown field `opened`"),
    ],
)
def test_refuses_what_is_wrong_by_file_key_and_reason(
    tmp_path: Path, key: str, value: object, said: str
) -> None:
    message = refusal(write(tmp_path, changed(key, value)))
    assert said in message
    assert message.startswith(f"{tmp_path.resolve() / 'mall.yaml'}: ")
    assert message.endswith(mall.NEXT_STEP)
    assert "\n" not in message


def test_lists_every_defect_at_once(tmp_path: Path) -> None:
    tree = changed("place", "")
    tree["phone"] = "1"
    tree["colours"]["light"]["brand"] = "#8a8a8a"
    message = refusal(write(tmp_path, tree))
    for said in ("place: ", "'1' is no international number", "colours.light.brand: "):
        assert said in message


def test_refuses_a_file_that_is_missing_broken_or_lacks_a_key(tmp_path: Path) -> None:
    assert "file: can't be read" in refusal(tmp_path / "mall.yaml")
    path = write(tmp_path, {k: v for k, v in TREE.items() if k != "region"})
    assert "missing required field `region`" in refusal(path)
    path.write_text("name: [")
    assert "yaml: " in refusal(path)
    path.write_text("place: A\nplace: B\n")
    assert "a key stands twice" in refusal(path)
    path.write_bytes(b"name: \xff")
    assert "yaml: " in refusal(path)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("light.brand", "#9a8a90", "paper #f3f5f0, and text needs 4.5"),
        ("light.brand", "#9a8a90", "4.5: take one that is darker"),
        ("dark.brand", "#6b1140", "4.5: take one that is lighter"),
        ("light.on_brand", "#6b1140", "has a contrast of 1.00 with brand #6b1140"),
        ("dark.tint", "#d0c0c8", "dark.tint: has a contrast of"),
        ("masthead.accent", "#5a2a40", "with night #3d0a26"),
        ("masthead.night_deep", "#c0a0b0", "with white paper #ffffff"),
    ],
)  # fmt: skip
def test_refuses_colours_that_cannot_be_read(
    tmp_path: Path, key: str, value: str, said: str
) -> None:
    message = refusal(write(tmp_path, changed(f"colours.{key}", value)))
    assert said in message


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colours.contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEAD}><script>1</script></svg>", "contains <script>, which is no drawing"),
        (f"{HEAD}><style>a{{}}</style></svg>", "contains <style>"),
        (f'{HEAD} onload="x()"/>', "has onload='x()' at <svg>"),
        (f'{HEAD}><path fill="url(https://a.b/c)"/></svg>', "has fill="),
        (f'{HEAD}><use href="https://a.b/c.svg#x"/></svg>', "has href="),
        (f"<!DOCTYPE svg>{HEAD}/>", "declares a document type or entities"),
        ("<svg", "is no XML"),
        ('<svg viewBox="0 0 9"/>', "has no viewBox of four numbers"),
        ('<svg viewBox="0 0 90 9"/>', "is no square or nearly"),
        (f"{HEAD}><!-- {'x' * marks.MAX_BYTES} --></svg>", "at most 40000"),
    ],
)
def test_refuses_a_mark_that_is_more_than_a_drawing(
    tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "mark.svg"
    path.write_text(content)
    assert said in " ".join(marks.defects(path))


def test_accepts_a_drawing_that_refers_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "mark.svg"
    path.write_text(
        f'<?xml version="1.0"?><!-- crown -->{HEAD}><defs>'
        '<linearGradient id="a"/></defs>'
        '<path id="b" fill="url(#a)" d="M0 0h9"/><use href="#b"/></svg>'
    )
    assert list(marks.defects(path)) == []


@pytest.mark.parametrize(
    ("width", "height", "said"),
    [(64, 64, "64 × 64 pixels"), (2000, 2000, "2000 × 2000"), (900, 100, "banner")],
)
def test_refuses_a_picture_of_another_size_than_a_mark(
    tmp_path: Path, width: int, height: int, said: str
) -> None:
    path = tmp_path / "mark.png"
    head = (SHIPPED.parents[1] / "tests/malls/contoh-utara/mark.png").read_bytes()
    size = width.to_bytes(4) + height.to_bytes(4)
    path.write_bytes(head[:16] + size + head[24:])
    assert said in " ".join(marks.defects(path))
    path.write_bytes(b"GIF89a" + head)
    assert "is no PNG picture" in " ".join(marks.defects(path))


def test_words_name_the_region_as_texts_do() -> None:
    words = mall.read(OTHER).words
    assert words["region_full"] == "Kabupaten Contoh Utara"
    assert words["region_full_en"] == "Contoh Utara Regency"
    assert (words["region_lower"], words["region_upper"]) == (
        "contoh utara",
        "CONTOH_UTARA",
    )
    city = mall.Region(
        name="Contoh", kind="KOTA", code="99.71", province=Text(id="X", en="X")
    )
    assert city.full_name.texts == {"id": "Kota Contoh", "en": "Contoh City"}
