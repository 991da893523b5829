"""Codes in the letters of references, as words that can be read out and heard.

Two letters are one word: 23 × 23 pairs, 529 words. They are short, everyday Indonesian
words of four to six letters, of which no two begin with the same four letters or differ
in one letter only. The list is part of every slip that was printed: words are never
changed, removed or reordered.
"""

import re

from balarea.foundation import references

PREFIX = 4  # letters that tell a word from all others

_LIST = """
abad acara adat adik ajaib akar akrab album alir alun ambil anak anggur angin angkat
angsa anyam apel arah arif arsip arus asal asin asli atap atlas atur azan babak baca
bagus bahan bahu bakau bakso balai balok bambu bangku bantal banyak baris basah baskom
batang batik bayam bayi bebas bina biola biru bisik bobot boleh boneka bordir botol
buah buaya bugar buka bukit bulan bulu bunga bunyi busur butir cabai cadang cagar
cahaya cair cakap cakram calon candi cantik capung cari catat cegah cekat celup cemara
cendol cerdas cerita cermin cicak cincin cinta citra cobek cocok coklat contoh corak
cuaca cubit cuci cukup curah dagang dagu dahulu daki dalam damai dandan dapat dapur
dasar daun daya delta dengar depan derap dering desa detak dian didik dingin diri
dodol dokter dolar domba dompet dorong dosen duduk duga duku dulang dunia dusun edar
ekor elok emas embun empat empuk enam engsel fajar famili fasih film fokus foto gabus
gading gajah gali gambar gamis ganda ganti garam garpu gayung gedung gelang gema
gempar genap gerak gereja giat gigi gitar gubuk gudang gula guling gunung gurih guru
habis hadap hadiah hajat hakim halus hamil hampar handuk hangat hantar harum hati
hebat hening heran hias hibur hidang hidup hijau hilir hitam hitung hobi hormat hotel
hujan hukum huruf ijazah ikhlas iklan ikut ilham ilmu imbang impian induk ingat intan
irama istana jadi jadwal jagung jahe jala jamu janji jantan jarak jatuh jawab jejak
jelas jempol jenis jeruk jinak jingga jual juara judul jujur jumpa jurus kabar kabel
kain kakak kaku kami kamus kanan kantor kapal kartu karya kasur kata katun kebun kecap
kecil kedai keju kelapa kijang kilat kini kios kipas kirim kodok kolam komik kompas
kopi koral kosong kuasa kuat kucing kuda kulit kupu kurma kursi laba lahir laju lambat
lampu langit lapar lapis latih laut lawan layang lebah lekas lele lembut lengan lesung
lewat lidah lihat lilin lima lincah lobak logam lokal loket lompat luas lubang lucu
luhur lukis lulus lunak lusin lutut madu makan makmur mampir mangga manis mantap marga
masak masjid mawar mebel meja mekar melati merah merdu mesin mesra meter milik mimpi
minat minggu minum minyak mobil mode motor mulai mulia mulut murid musik nafas naik
nasi nenek nila nomor nota nuri nyala nyaman nyanyi olah ombak ongkos opak orang otot
pagi pajak pakai palem paling panas panci pandai panen papan pasir paus peci pedas
pegang pelan pelita pendek pensil pepaya perahu petik piano pijar pikir pindah pintar
piring pita pohon pokok pola polos pompa pucuk pukul puluh puncak pusaka putar putih
putra rabu ragam rajut ramah rame rapi rasa rawat rebung rekam rela remaja rempah
renda resep resik riang rintik roda rompi roti rujak rumput rupiah rusuk sabit sabun
sadar salju salur sama sambal sandal saring sate sawah sedap segar sehat sejuk selam
semai sempit semut seni senja sepatu setia siap siku sinar siswa sofa subur sudut
sukma sumber sungai surya tabung taman tangan tanya tawa tebing tebu teko tempe tengah
tenun tepi terang tiba tidur tinggi tulis tunggu ucap udara ukir ular umur untung upah
upaya urut usaha usia utama utuh vanili video wadah wajik waktu wangi wanita warna
warung wijen wisata wortel yoga zaitun zamrud
"""
WORDS = tuple(_LIST.split())
_BY_PREFIX = {word[:PREFIX]: index for index, word in enumerate(WORDS)}
_LETTERS = references.ALPHABET


def words(code: str) -> list[str]:
    """``AC34…`` → one word for each two letters; the code has an even length."""
    pairs = zip(code[::2], code[1::2], strict=True)
    return [
        WORDS[_LETTERS.index(first) * len(_LETTERS) + _LETTERS.index(second)]
        for first, second in pairs
    ]


def read(text: str) -> str:
    """The code of words as typed; empty if any of them isn't on the list.

    Capitals, commas and what follows the first four letters don't matter.
    """
    letters = ""
    for word in re.findall(r"[^\W\d_]+", text.casefold()):
        index = _BY_PREFIX.get(word[:PREFIX])
        if index is None:
            return ""
        first, second = divmod(index, len(_LETTERS))
        letters += _LETTERS[first] + _LETTERS[second]
    return letters
