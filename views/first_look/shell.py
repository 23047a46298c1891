"""Streamlit's page with a first look in it, which gives way to the page itself."""

LOOK = "first-look"
GIVES_WAY = """
(() => {
  const look = document.getElementById("first-look");
  const seen = "#root [role=graphics-document], #root [data-testid=stAlertContentError]";
  const there = () => { if (document.querySelector(seen)) gone(); };
  const watcher = new MutationObserver(there);
  const gone = () => { watcher.disconnect(); look.remove(); };
  watcher.observe(document.getElementById("root"), { subtree: true, childList: true });
  for (const touch of ["pointerdown", "keydown", "wheel", "touchmove"])
    addEventListener(touch, gone, { once: true, passive: true });
  setTimeout(gone, 20000);
  const chosen = ([key, theme]) => key.startsWith("stActiveTheme") && theme !== '"System"';
  if (Object.entries(localStorage).some(chosen)) gone();
})();
"""
"""The page shows when it has drawn its first chart, or has something to say instead; at once when
a reader does anything; and whoever has chosen colours of their own is not shown others first
(Streamlit writes down "System" for everybody else)."""


def with_look(page: str, look: str) -> str:
    """Return the page with a look that the eye sees first and a screen reader does not."""
    shown = f'<div id="{LOOK}" aria-hidden="true" inert>{look}</div><script>{GIVES_WAY}</script>'
    before, body, after = page.rpartition("</body>")
    return f"{before}{shown}{body}{after}" if body else page
