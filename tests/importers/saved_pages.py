"""Theme pages as a person may have saved them: the form of the real one, the filler our own."""

from pathlib import Path

THEME_PAGE = Path(__file__).parent / "pages" / "theme_page.txt"
THEME = "Politiek-ambtelijke verhoudingen"
LABEL = f"themapagina {THEME}"

Rows = list[tuple[str, str]]

ROWS: Rows = [("Wat moeten we daarmee?", "12:29"), ("Loyale tegenspraak?", "15:3")]

ESSAY = (
    "Deze alinea staat hier om een inleiding te zijn en is daarvoor lang genoeg. Zij noemt een "
    "thema, en ook een tijd (12:30), maar een knop om iets af te spelen is zij niet. Wie haar in "
    "de catalogus terugvindt, heeft een fout gevonden."
)


def text_page(
    rows: Rows = ROWS,
    *,
    theme: str = THEME,
    button: str = "Speel het fragment ({})",
    essay: str = ESSAY,
) -> str:
    """A page as plain text: skip link, label, theme, essay, then titles and buttons."""
    blocks = [block for row in rows for block in (row[0], button.format(row[1])) if block]
    return "\n\n".join(["Naar de inhoud\nthema", theme, essay, *blocks])


def html_page(items: str, *, label: str = f"<p>thema</p><h1>{THEME}</h1>") -> str:
    """A page as a browser saves it, with `items` below the essay."""
    return f"""<!DOCTYPE html>
<!-- saved from url=(0019)https://example.org/ -->
<html lang="nl"><head><meta charset="utf-8"><title>thema</title>
<style>p {{ margin: 0 }}</style><script>if (1 < 2) {{ "Speel het fragment (1:11)" }}</script>
</head><body>
<div class="cookies"><p>Cookies</p><button>Akkoord</button></div>
<a href="#inhoud">Naar de inhoud</a>
<nav><ul><li>Thema</li><li>Gesprekken</li></ul></nav>
<main id="inhoud">
{label}
<div><p>{ESSAY}</p></div>
{items}
</main>
<footer><p>Over deze site</p></footer>
</body></html>"""


def save(folder: Path, page: str, *, encoding: str = "utf-8") -> Path:
    """The file that this page is saved in."""
    path = folder / "pagina"
    path.write_bytes(page.encode(encoding))
    return path
