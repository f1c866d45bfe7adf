"""What becomes of uploaded files: nothing. No page takes one yet, and none may fill the disk."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class RefuseFiles(FileUploadHandler):
    """Skips every file of a form; the form's other fields arrive."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: every file is skipped at its start."""

    def file_complete(self, file_size: int) -> None:
        """Never called: every file is skipped at its start."""
