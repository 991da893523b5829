"""Whether a text asks somebody to send or bring a file: a check of words.

Only a requirement of the service, named in the one deficiency notice, may ask for a
file. The lists are Indonesian, Sundanese and English. They can't be complete, and are
narrow on purpose: a word for a file alone is no request, since a question about what
is written on it is allowed. Refused is a word for a file near a word for sending or
for needing it, in one sentence.
"""

import re
from collections.abc import Collection, Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words for any file, whichever requirement it proves.
GENERIC = _words("""
    arsip berkas berkasna bukti dokumen dokumenna fail file formulir foto
    fotokopi fotocopy gambar kartu kartuna kopi kuitansi kwitansi lampiran
    layang lembar pindaian potokopi poto rekomendasi salinan scan serat slip surat
    surat-surat attachment bill certificate certificates copies copy
    document documents file files form forms image images invoice letter letters
    paper papers photo photos picture pictures proof receipt scans statement
""")
# Words for one kind of file.
_SPECIFIC = _words("""
    akta akte akta-akta bpkb denah domisili e-ktp ektp ijasah ijazah imb kitas kk
    ktp ktp-el materai meterai npwp pajak paspor pengantar pernyataan rekening
    sertifikat sertipikat shm sim skck sktm stnk suket deed licence license
    passport payslip permit
""")
# Stems of verbs of sending as they stand behind a prefix: mengirim, menyertakan.
_STEMS = (
    r"(?:kirim|irim|unggah|ngunggah|upload|lampir|susul|nyusul|serah|nyerah|serta"
    r"|nyerta|bawa|bantun|antar|ngantar|sampai|nyampai|tambah|ambah|lengkap|email"
    r"|e-mail|scan|pindai|foto|fotokopi|nunjuk|tunjuk|perlihat)"
)
# Imperatives; the forms with a prefix count after a word that makes them a request.
_IMPERATIVE = (
    r"(?:kirim(?:kan|keun|lah)?|unggah(?:kan|keun|lah)?|upload(?:kan)?|lampir(?:kan|keun)"
    r"|susul(?:kan|keun)|serahkan|sertakan|sertakeun|bawa(?:kan|keun|lah)?|antar(?:kan)?"
    r"|tambah(?:kan|keun)|lengkapi(?:lah)?|emailkan|scan(?:kan)|pindaikan|fotokan"
    r"|fotokopikan|candak|pasihkeun|lebetkeun|asupkeun|tunjukkan|perlihatkan"
    r"|send|attach|bring|submit|enclose|provide|hand in|show us|mail us|email us)"
)
_PREFIXED = rf"(?:meng|men|mem|me|di|ng|nga){_STEMS}\w*"
_POLITE = (
    r"(?:mohon|harap|tolong|silakan|silahkan|harus|wajib|perlu|agar|supaya|segera"
    r"|bisa|bisakah|dapat|dapatkah|bolehkah|diminta|mangga|punten|mugi|mugia|kedah|tiasa)"
)
_NEED = (
    r"(?:butuh|butuhkan|membutuhkan|dibutuhkan|perlu|perlukan|memerlukan|diperlukan"
    r"|minta|meminta|diminta|harus ada|wajib ada|kurang|belum ada|peryogi|peryogikeun"
    r"|kedah aya|teu acan aya|need|needs|require|requires|missing|lacks|ask for"
    r"|waiting for)"
)
_WORD = r"[\w'’/-]+"
# What looks like a request and is none; taken out before anything is looked for.
_HARMLESS = re.compile(
    r"\b(?:minta maaf|mohon maaf|mohon sabar"
    r"|(?:perlu|butuh) (?:kami|tahu|mengetahui|diketahui|tanya|bertanya|memastikan)"
    r"|need to (?:know|ask|check|be sure)"
    rf"|(?:tidak|tak|nggak|belum|jangan|teu|henteu|ulah)(?: (?:perlu|usah|harus|wajib"
    rf"|peryogi|kedah|lagi))*(?: (?:{_IMPERATIVE}|{_PREFIXED}|{_NEED}))+"
    rf"|(?:yang|nu|sudah|telah|pernah|kami|we|will|you|they|did you|to have)"
    rf"(?: (?:anda|bapak|ibu|saudara|kami|akan|sudah|telah|kami|we|will|have))*"
    rf" (?<!you )(?:{_IMPERATIVE}|{_PREFIXED})"
    rf"|(?:that|which|what|did|if|when|after|before) (?:did )?you {_IMPERATIVE}"
    rf"|apakah (?:anda|bapak|ibu|saudara) {_NEED}|do you {_NEED}"
    rf"|(?:no|not|never|don['’]?t|needn['’]?t|without)(?: (?:need|have|require|to))*"
    rf"(?: (?:{_IMPERATIVE}|{_NEED}))?)\b"
)
_REQUEST = re.compile(
    rf"\b(?:{_IMPERATIVE}|{_POLITE}(?: {_WORD}){{0,3}}? {_PREFIXED}|upload)\b"
    rf"(?P<near>(?: {_WORD}){{0,8}})"
)
_WANTED = re.compile(rf"\b{_NEED}\b(?P<near>(?: {_WORD}){{0,4}})")
_OBJECT_FIRST = re.compile(
    rf"(?P<near>(?:{_WORD} ){{1,6}}?)(?:{_POLITE}) (?:{_WORD} ){{0,2}}?"
    rf"(?:{_IMPERATIVE}|{_PREFIXED})\b"
)
_SENTENCE = re.compile(r"[.!?;]+(?:\s|$)")
_MARKS = re.compile(r"[^\w'’/–-]+")
_TOKEN = re.compile(_WORD)
# Words of a requirement's name that say nothing of which file it is, or that a
# question about facts contains as well.
_PLAIN = _words("""
    alasan cara contoh data hasil jadwal kedua keterangan kerja kode nomor pilihan
    program rencana riwayat tanggapan
    anda atas atau bagi bila dalam dari dengan harus jika kepada lain milik nama
    oleh orang pada pemilik pemohon tempat tentang terakhir untuk yang asli
    lengkap about applicant from last name original other owner person that their
    this where which with your
""")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of names and hints, in small letters, without those that say little."""
    words = (word for text in texts for word in _TOKEN.findall(text.lower()))
    return frozenset(word for word in words if word not in _PLAIN)


def file_requested(
    text: str,
    *,
    of_service: Collection[str] = (),
    allowed: Collection[str] = (),
) -> str:
    """The word for the file that a text asks for; empty if it asks for none.

    `of_service` are words for files beside the lists here, in small letters; words that
    are `allowed` may be asked for.
    """
    files = (_SPECIFIC | GENERIC | set(of_service)) - set(allowed)
    for sentence in _SENTENCE.split(text.lower()):
        plain = _HARMLESS.sub(" – ", " ".join(_MARKS.sub(" ", sentence).split()))
        for pattern in (_REQUEST, _WANTED, _OBJECT_FIRST):
            for match in pattern.finditer(plain):
                for word in _TOKEN.findall(match["near"]):
                    if name := _file_in(word, files):
                        return name
    return ""


def _file_in(word: str, files: Collection[str]) -> str:
    """The word for a file, also with an ending: `kk-nya`, `fotokopinya`."""
    stem = re.sub(r"(?:-?nya|-?mu|-na|['’]s)$", "", word)
    return next((one for one in (word, stem) if one in files), "")
