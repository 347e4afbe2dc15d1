"""HTML of other systems as the plain paragraphs and Markdown that our fields hold."""

import re
from html.parser import HTMLParser

BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"}
AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
TAG = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|sub|sup|ul|ol|li|span|div|h[1-6]|img|a|code|pre|table)\b[^>]*>", re.I
)
SILENT = {"script", "style"}


def looks_like_html(text):
    return bool(TAG.search(text))


def to_text(html):
    """(text, pictures): paragraphs parted by an empty line; pictures as pairs of source and description."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t\f\v]+", " ", "".join(reader.pieces)).replace(" \n", "\n").replace("\n ", "\n")
    return re.sub(r"\n{3,}", "\n\n", text).strip(), reader.pictures


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.pictures, self.silent = [], [], 0

    def handle_starttag(self, tag, attrs):
        if tag in SILENT:
            self.silent += 1
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag == "img":
            found = dict(attrs)
            self.pictures.append((found.get("src") or "", found.get("alt") or ""))
        else:
            self.pieces.append("\n\n" if tag in BLOCKS else AROUND.get(tag, ""))

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        else:
            self.pieces.append("\n\n" if tag in BLOCKS else AROUND.get(tag, ""))

    def handle_data(self, data):
        if not self.silent:
            # Line ends of the source are spaces in HTML.
            self.pieces.append(re.sub(r"\s+", " ", data) if not data.isspace() else " ")
