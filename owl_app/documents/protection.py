"""A PDF that opens with a password alone."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter


def protect(*, content: bytes, password: str) -> bytes:
    """The same PDF, encrypted with AES-256 (PDF 2.0, ISO 32000-2); the password is kept nowhere."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
