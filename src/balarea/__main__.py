"""`python -m balarea NAME …`: programs that anybody can run, without Django.

A program's module is imported only when it is named, so that one works where the
packages of another aren't installed.
"""

import importlib
import sys

# Name → module with `main(arguments) -> exit status`, and what it does.
PROGRAMS = {
    "draws": (
        "balarea.transparency.programs.draws",
        "menghitung ulang undian petugas · recompute draws of officers",
    ),
    "evidence": (
        "balarea.transparency.programs.check_evidence",
        "memeriksa bukti cabang log · check evidence that a log forked",
    ),
    "kiosk": (
        "balarea.visits.programs.kiosk",
        "mesin antrean: halaman, cetak, nomor · a kiosk: page, print, numbers",
    ),
    "monitor": (
        "balarea.transparency.programs.monitor",
        "memantau sebuah log publik dari luar · follow a public log from outside",
    ),
    "overseer": (
        "balarea.transparency.programs.overseer",
        "pengawas undian petugas · an overseer of draws",
    ),
    "signer": (
        "balarea.transparency.programs.signer",
        "penanda tangan log · signs the log's checkpoints",
    ),
    "verify": (
        "balarea.transparency.programs.verify",
        "memeriksa bukti dari log · checks a receipt of the log",
    ),
    "voice": (
        "balarea.visits.programs.voice",
        "membuat suara papan antrean · make the voice of the boards",
    ),
    "witness": (
        "balarea.transparency.programs.witness",
        "menjalankan saksi bagi log publik · run a witness of public logs",
    ),
}


def usage() -> str:
    width = max(map(len, PROGRAMS))
    lines = [f"  {name:{width}}  {about}" for name, (_, about) in PROGRAMS.items()]
    return "\n".join(["Pemakaian · usage: balarea NAME [--help | …]", *lines]) + "\n"


def main(name: str = "", *arguments: str) -> int:
    """Run the program of this name; 2 if there is none."""
    if name in {"-h", "--help"}:
        sys.stdout.write(usage())
        return 0
    if name not in PROGRAMS:
        sys.stderr.write(usage())
        return 2
    program = importlib.import_module(PROGRAMS[name][0])
    status: int = program.main(list(arguments))
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
