try:
    from lxml import etree
except ImportError:
    from xml.etree import ElementTree as etree

try:
    from zoneinfo import ZoneInfo
except ImportError:  # pragma: no cover
    ZoneInfo = None


def dump(value):
    root = etree.Element("value")
    root.text = str(value)
    return etree.tostring(root)
