"""The last thing done to a file before it is written: its streams are made small."""

import zlib

import pydyf
from weasyprint.document import Document


def compress(_document: Document, pdf: pydyf.PDF) -> None:
    """Compress as zlib does by default: pydyf's hardest level takes longer and saves next to nothing.

    The words between `stream` and `endstream` are the only way to a stream's bytes that pydyf offers.
    """
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            plain = pydyf.Stream(stream.stream).data.partition(b"stream\n")[2].removesuffix(b"\nendstream")
            stream.stream, stream.compress = [zlib.compress(plain)], False
            stream.extra["Filter"] = "/FlateDecode"
