"""What programs keep beside a file while they have it open: no part of a lesson."""


def is_beside(name: str) -> bool:
    """Tell whether a file name is that of a lock or of a hidden file."""
    return name.startswith((".", "~$"))
