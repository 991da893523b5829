"""Files of a form lie in memory, or in a file without a name, while they are worked on.

Django would put each larger one into the folder for temporary files, by a name, for
everybody who may read there; a process that is killed leaves it lying for ever. What
has no name is gone with its process. How large they may be says `middleware.bounds`.
"""

import tempfile
from typing import Any, override

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from balarea.config import arriving


class Nameless(FileUploadHandler):
    """Takes every file, as `arriving` takes the body that it came in."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.file: UploadedFile[bytes] | None = None

    @override
    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        self.file = UploadedFile(
            tempfile.SpooledTemporaryFile(arriving.IN_MEMORY),  # noqa: SIM115 - outlives this
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
