"""Uploaded files lie in memory, or in a file without a name, during their request.

Django would put a larger one into the folder for temporary files under a name, where
others may read it, and a killed process would leave it there. A file without a name
vanishes with its process. `middleware.limit_bodies` bounds their size.
"""

import tempfile
from typing import Any, override

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from balarea.config import request_buffering


class UnnamedFileHandler(FileUploadHandler):
    """Takes every file, and stores it as `request_buffering` stores a body."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.file: UploadedFile[bytes] | None = None

    @override
    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.file = UploadedFile(
            tempfile.SpooledTemporaryFile(request_buffering.IN_MEMORY),  # noqa: SIM115 - outlives this
            self.file_name,
            self.content_type,
            0,
            self.charset,
            self.content_type_extra,
        )

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.file:
            self.file.write(raw_data)

    @override
    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if self.file:
            self.file.seek(0)
            self.file.size = file_size
        return self.file

    @override
    def upload_interrupted(self) -> None:
        if self.file:
            self.file.close()
