"""QR codes as SVG, dark on light in both themes because scanners expect that."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # modules of silence around the code, as the standard asks


def qr_svg(text: str) -> SafeString:
    """The code of a text, with presentation attributes only; the address stands beside it in words."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">'
        '<title>QR-code naar het adviesformulier</title><rect width="{0}" height="{0}" fill="#ffffff"/><path d="{1}" fill="#1b1714"/></svg>',
        len(rows),
        dark,
    )
