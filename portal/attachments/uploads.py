"""How uploads reach the disk: a file beyond 20 MB and a file beyond the twentieth never do.

Django reads a whole form before any view runs. These limits hold while it reads, and the form
still gets its words: whoever picked one photo too large does not type everything again.
"""

from typing import Any, Final

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from portal.attachments.pictures import MAX_BYTES

MAX_FILES: Final = 20
# Read on (and thrown away) beyond what is kept, so that the answer reaches the browser; then no
# more: whoever sends this much is no person with photos.
MAX_BODY: Final = (MAX_FILES + 5) * MAX_BYTES


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Keeps files of up to 20 MB in temporary files, and of a larger one its size alone.

    A larger one appears among the files with its full `size` and cannot be read: whoever takes
    files asks the size first. Files beyond the twentieth do not appear. Beyond 500 MB the rest
    of the request is not read; the fields until there are kept.
    """

    file: TemporaryUploadedFile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Nothing read yet."""
        super().__init__(*args, **kwargs)
        self.files_seen = 0
        self.bytes_seen = 0
        self.is_cut = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a temporary file for it, while it is one of the first twenty."""
        self.files_seen += 1
        self.is_cut = False
        if self.files_seen <= MAX_FILES:
            super().new_file(*args, **kwargs)
        elif hasattr(self, "file"):
            # Done with: Django closes and removes what it finds here when it stops half-way.
            del self.file

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write it while the file is small enough; then give its place on the disk back."""
        self.bytes_seen += len(raw_data)
        if self.bytes_seen > MAX_BODY:
            raise StopUpload(connection_reset=True)
        if self.files_seen > MAX_FILES or self.is_cut:
            return None
        if start + len(raw_data) > MAX_BYTES:
            self.is_cut = True
            self.file.close()
            return None
        super().receive_data_chunk(raw_data, start)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """The file; one that was cut has its size and nothing to read."""
        if self.files_seen > MAX_FILES:
            return None
        self.file.size = file_size
        if not self.is_cut:
            self.file.seek(0)
        return self.file
