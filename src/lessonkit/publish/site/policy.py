"""The content policy of the site: what a page may load.

No request leaves the page: there is no address in it, and `default-src 'none'` refuses every kind
that is not named. Scripts and sheets come from the folder, none stands in a page. The one thing
allowed in markup is the style attribute: Matplotlib writes the looks of a drawing there. It
cannot run anything, and img-src leaves it no address to call.
"""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
