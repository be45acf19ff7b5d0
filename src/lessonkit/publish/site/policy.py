"""The content policies of the site: what a page may load.

No request leaves the page: there is no address in it, and `default-src 'none'` refuses every kind
that is not named. Scripts and sheets come from the folder; none stands in a page, and no style
attribute either. Looks of a drawing are presentation attributes; what a script must move, it moves
by the style of the element, which no policy forbids. The lesson in one file has its scripts and its
sheet in it; each is named by its hash, so that no other can run.
"""

import base64
import hashlib
from collections.abc import Iterable


def _policy(scripts: str, styles: str, fonts: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            f"font-src {fonts}",
            "img-src 'self' data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


POLICY = _policy("'self'", "'self'", "'self'")


def policy_by_hash(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Give the policy of a page that has these scripts and sheets in it, and may have no others."""
    return _policy(" ".join(map(hashed, scripts)), " ".join(map(hashed, styles)), "data:")


def hashed(text: str) -> str:
    """Name a script or a sheet as a policy does: by its hash."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
