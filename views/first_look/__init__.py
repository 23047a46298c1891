"""The first look: what a link shows is seen at once, before the page itself has started.

Streamlit's own start takes a browser one to three seconds. What the first reader of a link is
shown, up to its first charts, is noted while it is drawn and kept, also over a restart; the next
reader of the same link is sent it with the very first answer, as plain markup, and the page takes
its place as soon as it has drawn the same. It is for the eye alone: a screen reader is told of the
page.
"""

from views.first_look.keeping import begin, end

__all__ = ["begin", "end"]
