import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

from lxml import etree, html


async def run(context, text="<a><b x='1'>t</b></a>"):
    root = ET.fromstring(text)
    child = ET.SubElement(root, "c", {"y": "2"})
    child.text = escape("<&>")
    found = [b.get("x") for b in root.iter("b")]
    page = html.fromstring("<p>Hi</p>")
    return ET.tostring(root, encoding="unicode"), found, page.text_content(), etree.LXML_VERSION
