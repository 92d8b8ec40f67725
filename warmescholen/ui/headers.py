"""What every answer tells a browser that it may and may not do."""

from __future__ import annotations

# Nothing inline, nothing from elsewhere, nothing evaluated. A violation is told to `CSP_REPORTS`.
CSP_REPORTS = "/csp/"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    f"worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; report-uri {CSP_REPORTS}"
)
# What is downloaded never runs, not even when a browser opens it.
DOWNLOAD_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

_NOBODY = (
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "captured-surface-control", "clipboard-read", "compute-pressure",
    "cross-origin-isolated", "digital-credentials-get", "display-capture", "encrypted-media", "gamepad", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "interest-cohort", "keyboard-map", "local-fonts", "magnetometer", "microphone", "midi",
    "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial", "speaker-selection", "storage-access", "sync-xhr", "usb",
    "window-management", "xr-spatial-tracking",
)  # fmt: skip
# Passkeys, a button that copies a link, and a presentation over the whole screen.
_OURSELVES = ("clipboard-write", "fullscreen", "publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in _NOBODY), *(f"{name}=(self)" for name in _OURSELVES)])

# An address that holds a secret is never told to the next page: by the names of its parts, so a new one counts by itself.
SECRET_PARTS = frozenset({"token", "uidb36", "secret"})
SECRET_NAMES = frozenset({"account_confirm_email"})
