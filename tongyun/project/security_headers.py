"""Headers that every answer carries, of the API and of the UI's files."""

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), "
        "publickey-credentials-create=(self)"
    ),
}

#: Only over https, where it means something; two years, as browsers' preload lists ask.
HSTS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")

#: What the UI may load and run: its own files. Styles of the component library are set in place.
UI_CONTENT = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "worker-src 'self' blob:; object-src 'none'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
