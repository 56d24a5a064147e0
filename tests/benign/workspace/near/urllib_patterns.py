from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit, urlunsplit
from urllib.request import Request, urlopen


async def run(context):
    url = urljoin("https://api.example.com/v1/", "items?" + urlencode({"q": "a b"}))
    parts = urlsplit(url)
    request = Request(urlunsplit(parts), headers={"Accept": "text/plain"})
    with urlopen(request, timeout=5) as response:
        return response.status, parse_qs(parts.query), quote("ä")
