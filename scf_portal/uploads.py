"""What becomes of uploaded files: views that ask for none never see one, and none may fill the disk or the memory."""

from io import BytesIO
from typing import IO, Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class FilesAskedFor(FileUploadHandler):
    """Keeps a file in memory up to the size its view takes (`cities.access.takes_files`).

    A file no view asked for is skipped, and so is one that is too large, which the request remembers
    (`cities.access.was_too_large`). The form's other fields arrive.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        match = self.request.resolver_match if self.request else None
        self.largest: int = getattr(match.func, "largest_file", 0) if match else 0
        if not self.largest:
            raise SkipFile
        self.content: IO[bytes] = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece of the file; nothing is left for another handler."""
        if start + len(raw_data) > self.largest:
            self.request.files_too_large = {self.field_name}  # type: ignore[union-attr]
            raise SkipFile
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the whole file."""
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
