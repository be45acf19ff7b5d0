"""`python -m lessonkit` does what the command `lessonkit` does."""

import sys

from lessonkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
