"""The lesson without a server: pages that open from a disk, with the scripts of the notebooks."""
