"""A plugin of pytest: nbval without what takes longer than the notebooks and changes no result.

It writes each message of a kernel out, with all drawings in it, for a log that nobody keeps. And
what it imports builds a grammar of addresses, for a check that is made without it as well (see
`lessonkit.cli.main`).
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from nbval import kernel  # noqa: E402 - only after this

kernel.pformat = lambda message: message["msg_type"]
