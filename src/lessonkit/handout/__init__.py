"""The lesson on paper: map sheets, timeline, claims and exercises as PDF.

The only part of lessonkit that imports Typst.
"""

from lessonkit.handout.contents import answers_content, student_content
from lessonkit.handout.typesetting import typeset

__all__ = ["answers_content", "student_content", "typeset"]
