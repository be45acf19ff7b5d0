"""The lesson without a server: pages that open from a disk, with the scripts of the notebooks."""

from lessonkit.site.building import files_of
from lessonkit.site.publishing import publish, publish_handout

__all__ = ["files_of", "publish", "publish_handout"]
