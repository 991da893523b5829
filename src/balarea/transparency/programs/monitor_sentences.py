"""What a monitor says, in the languages of its readers: press, campus, officers.

Each finding has a sentence that says what it means and what to do.
"""

from collections.abc import Mapping

LANGUAGES = ("id", "en")

_INDONESIAN = {
    "LOG": "Log publik",
    "ADDRESS": "Alamat",
    "SIZE": "Jumlah entri",
    "NEW": "baru",
    "ROOT": "Akar pohon",
    "COSIGNED": "Disaksikan",
    "BY": "oleh",
    "NOBODY": "belum disaksikan siapa pun",
    "LATE": "Entri bertanda terlambat",
    "MIRROR": "Salinan",
    "WELL": "Semua pemeriksaan cocok.",
    "ALARMS": "Yang tidak cocok:",
    "EVIDENCE": "Bukti disimpan di",
    "FIRST_POLICY": "Aturan saksi diambil dari mal sendiri ({address}) dan disimpan di "
    "{path}. Bandingkan kuncinya dengan yang diumumkan para saksi.",
    "SUBJECT_ALARM": "Log publik {origin}: ada yang tidak cocok",
    "SUBJECT_WELL": "Log publik {origin}: sudah cocok kembali",
    "UNREACHABLE": "Log tidak dapat dihubungi. Coba lagi; jika terus terjadi, tanyakan "
    "kepada mal mengapa log publiknya tidak dapat dibaca.",
    "NOT_SIGNED": "Catatan akhir log tidak ditandatangani dengan kunci yang Anda "
    "percayai. Jangan percayai isinya; tanyakan kepada mal.",
    "NOT_COSIGNED": "Catatan akhir log belum cukup disaksikan menurut aturan Anda.",
    "SHRUNK": "Log menjadi lebih pendek: entri yang pernah terbit hilang. Dua catatan "
    "bertanda tangan membuktikannya.",
    "FORK": "Log bercabang: riwayat yang pernah terbit diganti. Dua catatan bertanda "
    "tangan membuktikannya.",
    "TILES_DIFFER": "Berkas pohon yang disajikan log tidak menghasilkan akar yang "
    "ditandatanganinya.",
    "ENTRIES_DIFFER": "Entri yang disajikan log bukan entri yang ditandatanganinya.",
    "ALTERED": "Berkas lama log berubah sesudah terbit. Yang disalin dahulu "
    "menghasilkan akar yang ditandatangani; yang disajikan sekarang tidak.",
    "LEAF_INVALID": "Ada entri yang bentuknya tidak menurut skema.",
    "BACKDATED": "Ada entri bertanggal mundur tanpa tanda terlambat: masuk ke log jauh "
    "sesudah waktu yang diakuinya.",
    "FUTURE": "Ada entri yang mengaku berasal dari waktu yang belum tiba.",
    "SILENT": "Log diam: tidak ada catatan baru yang disaksikan dalam waktu yang Anda "
    "tetapkan.",
    "SPLIT_VIEW": "Seorang saksi menandatangani riwayat lain daripada yang disajikan "
    "kepada kita: log menunjukkan hal berbeda kepada orang berbeda.",
    "WITHHELD": "Seorang saksi sudah melihat log yang lebih panjang, tetapi log tidak "
    "menyajikannya kepada kita.",
    "MIRROR_DAMAGED": "Salinan di komputer ini rusak. Pindahkan map pemantau ini dan "
    "mulai dari awal; simpan map bukti.",
    "PROMISE_BROKEN": "Janji pencatatan yang bertanda tangan tidak ditepati: batas "
    "waktunya lewat dan entrinya tidak ada dalam log.",
    "PROMISE_INVALID": "Berkas janji ini tidak dapat dibaca atau tidak bertanda tangan "
    "sah.",
}
_ENGLISH = {
    "LOG": "Public log",
    "ADDRESS": "Address",
    "SIZE": "Entries",
    "NEW": "new",
    "ROOT": "Root of the tree",
    "COSIGNED": "Witnessed",
    "BY": "by",
    "NOBODY": "by nobody yet",
    "LATE": "Entries marked as late",
    "MIRROR": "Copy",
    "WELL": "Everything that was checked is in order.",
    "ALARMS": "Not in order:",
    "EVIDENCE": "Evidence is saved in",
    "FIRST_POLICY": "The policy was taken from the mall itself ({address}) and stored "
    "in {path}. Compare its keys with what the witnesses publish.",
    "SUBJECT_ALARM": "Public log {origin}: something isn't in order",
    "SUBJECT_WELL": "Public log {origin}: in order again",
    "UNREACHABLE": "The log doesn't answer. Try again; if it lasts, ask the mall why "
    "its public log can't be read.",
    "NOT_SIGNED": "The log's checkpoint isn't signed by a key that you trust. Don't "
    "rely on what it says; ask the mall.",
    "NOT_COSIGNED": "The log's checkpoint hasn't the cosignatures that your policy "
    "asks for.",
    "SHRUNK": "The log became shorter: entries that were published are gone. Two "
    "signed checkpoints prove it.",
    "FORK": "The log forked: history that was published was replaced. Two signed "
    "checkpoints prove it.",
    "TILES_DIFFER": "The tree's files that the log serves don't lead to the root that "
    "it signed.",
    "ENTRIES_DIFFER": "The entries that the log serves aren't those that it signed.",
    "ALTERED": "An old file of the log changed after it was published. What was "
    "copied then leads to the signed root; what is served now doesn't.",
    "LEAF_INVALID": "An entry doesn't follow the schema.",
    "BACKDATED": "An entry is back-dated without being marked as late: it came into "
    "the log long after the time that it claims.",
    "FUTURE": "An entry claims a time that hasn't come yet.",
    "SILENT": "The log is silent: there is no newly witnessed checkpoint within the "
    "time that you set.",
    "SPLIT_VIEW": "A witness cosigned another history than the one that is served to "
    "us: the log shows different things to different people.",
    "WITHHELD": "A witness has seen a longer log, but the log doesn't serve it to us.",
    "MIRROR_DAMAGED": "The copy on this computer is damaged. Move this folder away and "
    "start anew; keep the folder of evidence.",
    "PROMISE_BROKEN": "A signed promise to log an entry wasn't kept: its deadline has "
    "passed and the entry isn't in the log.",
    "PROMISE_INVALID": "This file of a promise can't be read or isn't validly signed.",
}
SENTENCES: Mapping[str, Mapping[str, str]] = dict(
    zip(LANGUAGES, (_INDONESIAN, _ENGLISH), strict=True)
)
