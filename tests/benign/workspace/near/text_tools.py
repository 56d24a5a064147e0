import difflib
import html
import textwrap
import unicodedata

from slugify import slugify


async def run(context, text="Grüße & Küsse"):
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    diff = "\n".join(difflib.unified_diff(["a"], ["b"], lineterm=""))
    return plain, html.escape(text), textwrap.shorten(text, 8), slugify(text), diff
