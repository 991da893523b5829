import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from balarea.foundation import references
from balarea.payments import qris
from balarea.payments.providers.demo import merchant

# The worked example of EMV QRCPS Merchant-Presented Mode, with its alternate language.
EMV_EXAMPLE = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678"
    "520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京"
    "540523.7253031565502016233030412340603***0708A60086670902ME91320016A011223344"
    "9988770708123456786304A13A"
)
# The worked example of PromptPay, Thailand's sister of QRIS on the same EMV bones.
PROMPTPAY_EXAMPLE = (
    "00020101021229370016A000000677010111011300660000000005802TH530376454044.226304E469"
)
AMOUNTS = st.integers(1, qris.MAX_AMOUNT)


def test_the_checksum_meets_its_published_check_value() -> None:
    assert qris.crc16(b"123456789") == 0x29B1
    assert qris.crc16(b"") == 0xFFFF


@pytest.mark.parametrize("payload", [EMV_EXAMPLE, PROMPTPAY_EXAMPLE])
def test_reads_codes_that_others_have_published(payload: str) -> None:
    objects = qris.decode(payload)
    assert objects[qris.INITIATION] == qris.DYNAMIC
    assert objects[qris.AMOUNT] in {"23.72", "4.22"}


def test_a_code_has_what_a_banking_app_looks_for() -> None:
    payload = qris.encode(merchant(), amount=150_000, number="7K3M9QXAC")
    objects = qris.decode(payload)
    assert payload.startswith("000201010212")
    assert list(objects) == sorted(
        objects, key=lambda tag: (tag == qris.CRC, list(objects).index(tag))
    )
    assert objects[qris.CURRENCY] == "360"
    assert objects[qris.AMOUNT] == "150000"
    assert objects[qris.COUNTRY] == "ID"
    assert objects[qris.CITY] == "SUMEDANG"
    assert qris.data_objects(objects[qris.ACQUIRER])["00"] == qris.SCHEME
    repository = qris.data_objects(objects[qris.REPOSITORY])
    assert repository["00"] == qris.SCHEME
    assert len(repository["02"]) == 15
    assert qris.data_objects(objects[qris.ADDITIONAL])[qris.BILL_NUMBER] == "7K3M9QXAC"


@given(amount=AMOUNTS)
def test_what_is_written_is_read_back(amount: int) -> None:
    number = references.new()
    objects = qris.decode(qris.encode(merchant(), amount=amount, number=number))
    assert int(objects[qris.AMOUNT]) == amount
    assert qris.data_objects(objects[qris.ADDITIONAL])[qris.BILL_NUMBER] == number


@given(amount=AMOUNTS, place=st.integers(0), letter=st.characters(codec="ascii"))
def test_any_single_changed_character_is_found(
    amount: int, place: int, letter: str
) -> None:
    payload = qris.encode(merchant(), amount=amount, number="7K3M9QXAC")
    place %= len(payload)
    changed = payload[:place] + letter + payload[place + 1 :]
    if changed.upper() == payload.upper():
        return
    with pytest.raises(qris.InvalidPayload):
        qris.decode(changed)


@given(text=st.text(max_size=200))
def test_nonsense_is_refused_and_never_crashes(text: str) -> None:
    with pytest.raises(qris.InvalidPayload):
        qris.decode(text)


@pytest.mark.parametrize("amount", [0, -5, qris.MAX_AMOUNT + 1])
def test_refuses_amounts_that_no_code_can_carry(amount: int) -> None:
    with pytest.raises(ValueError):
        qris.encode(merchant(), amount=amount, number="7K3M9QXAC")


@pytest.mark.parametrize("amount", [1, 150_000, qris.MAX_AMOUNT])
def test_a_phone_reads_the_drawn_code(amount: int) -> None:
    payload = qris.encode(merchant(), amount=amount, number="7K3M9QXAC")
    rows = [
        [0 if dark else 255 for dark in row for _ in range(4)]
        for row in segno.make(payload, error="m").matrix_iter(scale=1, border=4)
    ]
    picture = Image.new("L", (len(rows[0]), len(rows) * 4))
    picture.putdata([shade for row in rows for _ in range(4) for shade in row])
    assert zxingcpp.read_barcodes(picture)[0].text == payload
