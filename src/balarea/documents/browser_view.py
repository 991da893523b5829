"""A PDF as a browser opens it while it loads. No Django: runs in the sandbox's child.

A browser shows the first page of a linearized file before the rest has arrived, and
then uses the first cross-reference table. A program that opens the whole file uses the
last.
"""

import ctypes
from types import TracebackType
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium


class BrowserView:
    """`with BrowserView(content) as pdf`; raises PdfiumError if it can't be opened."""

    def __init__(self, content: bytes) -> None:
        self._content = ctypes.create_string_buffer(content, len(content))
        self._available = pdfium.FX_FILEAVAIL(version=1)
        self._available.IsDataAvail = type(self._available.IsDataAvail)(lambda *_: True)
        self._access = pdfium.FPDF_FILEACCESS(m_FileLen=len(content))
        self._access.m_GetBlock = type(self._access.m_GetBlock)(self._block)
        self._hints = pdfium.FX_DOWNLOADHINTS(version=1)
        self._hints.AddSegment = type(self._hints.AddSegment)(lambda *_: None)
        self._loader = pdfium.FPDFAvail_Create(self._available, self._access)
        pdfium.FPDFAvail_IsDocAvail(self._loader, self._hints)
        kind = pdfium.FPDFAvail_IsLinearized(self._loader)
        self.is_linearized = kind == pdfium.PDF_LINEARIZED
        self._pdf: pypdfium2.PdfDocument | None = None

    def _block(self, _: object, place: int, target: Any, size: int) -> int:
        ctypes.memmove(target, ctypes.byref(self._content, place), size)
        return 1

    def __enter__(self) -> pypdfium2.PdfDocument:
        if self.is_linearized:
            raw = pdfium.FPDFAvail_GetDocument(self._loader, None)
        else:
            raw = pdfium.FPDF_LoadCustomDocument(self._access, None)
        if not raw:
            self.close()
            raise pypdfium2.PdfiumError("no document")
        self._pdf = pypdfium2.PdfDocument(raw)
        return self._pdf

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._pdf is not None:
            self._pdf.close()
        self.close()

    def close(self) -> None:
        """Release the file, where it wasn't opened by `with`."""
        pdfium.FPDFAvail_Destroy(self._loader)
