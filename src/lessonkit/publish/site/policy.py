"""The content policy of the site: what a page may load.

No request leaves the page: there is no address in it, and `default-src 'none'` refuses every kind
that is not named. Scripts and sheets come from the folder; none stands in a page, and no style
attribute either. Looks of a drawing are presentation attributes; what a script must move, it moves
by the style of the element, which no policy forbids.
"""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
