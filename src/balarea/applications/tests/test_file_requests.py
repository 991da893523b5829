"""Which texts ask for a file, in Indonesian, Sundanese and English; pure."""

import pytest

from balarea.applications.file_requests import GENERIC, file_requested, words_of

ASKS = """
Mohon kirim fotokopi KK Anda.
Tolong unggah akta nikah.
Harap melampirkan surat pengantar RT.
Bawa ijazah asli ke loket ya.
Bisakah Anda mengirimkan foto rumah dari depan?
Kami masih butuh akta kelahiran anak.
Masih diperlukan surat keterangan dari desa.
Berkas masih kurang, tolong dilengkapi.
KK-nya tolong diunggah lagi.
Akta cerai harus dilampirkan.
Fotokopi KTP istri mohon dikirim ke nomor ini.
Minta scan KTP suami.
Anda wajib menyertakan NPWP.
Anda diminta menyerahkan surat dari RT
Surat kuasa perlu ditambahkan.
Dokumen apa pun mohon disusulkan.
Mohon kirim, bila ada, surat itu
Kirim (segera) "akta"
Please send a copy of your birth certificate.
Could you upload your passport?
We need your marriage certificate.
Bring the original deed to the desk.
Punten kirimkeun potokopi KTP.
Peryogi serat katerangan ti desa.
Mangga candak KK aslina ka loket.
"""
IS_A_QUESTION = """
Apakah nama di KTP Anda Budi atau Budhi?
Mohon maaf, berkas Anda masih kami baca.
Tanggal berapa surat yang Anda kirim dibuat?
Anda tidak perlu mengirim KTP lagi.
Jangan kirim berkas apa pun lewat sini.
Apakah Anda butuh surat ini dalam bahasa Inggris?
Berapa luas tanah menurut sertifikat Anda?
Kami sudah mengirim surat ke alamat Anda, apakah sudah diterima?
Nomor mana yang benar di kartu keluarga: yang pertama atau kedua?
Pukul berapa kami bisa datang memeriksa lokasi?
Tolong jelaskan maksud usaha Anda.
Mohon lengkapi keterangan: sejak kapan usaha itu berjalan?
Dokumen yang Anda unggah menyebut dua luas; mana yang benar?
Perlu kami tanyakan: siapa pemilik tanah menurut surat itu?
Is the name on your ID card Budi or Budhi?
You don't need to send any document.
When did you upload the photo?
We will send the letter tomorrow.
Do you need the letter in English?
Teu kedah ngirim berkas deui.
"""


@pytest.mark.parametrize("text", ASKS.strip().splitlines())
def test_a_request_for_a_file_is_recognised(text: str) -> None:
    assert file_requested(text)


@pytest.mark.parametrize("text", IS_A_QUESTION.strip().splitlines())
def test_a_question_about_facts_is_no_request(text: str) -> None:
    assert not file_requested(text)


def test_a_list_below_the_request_is_seen() -> None:
    assert file_requested("Mohon kirim:\n- KTP\n- NPWP") == "ktp"


def test_what_the_service_calls_its_files_counts_as_well() -> None:
    text = "Mohon kirim girik milik orang tua Anda."
    assert not file_requested(text)
    assert file_requested(text, of_service={"girik"}) == "girik"


def test_a_notice_may_ask_for_files_of_the_requirements_alone() -> None:
    allowed = GENERIC | words_of(["Kartu keluarga (KK) pemohon"])
    assert not file_requested("Unggah foto KK yang terbaca.", allowed=allowed)
    assert file_requested("Unggah KK dan akta nikah.", allowed=allowed) == "akta"
