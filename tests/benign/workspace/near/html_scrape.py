from bs4 import BeautifulSoup


async def run(context, page="<table><tr><td>1</td></tr></table>"):
    soup = BeautifulSoup(page, "html.parser")
    cells = [cell.get_text(strip=True) for cell in soup.find_all("td")]
    link = soup.find("a", href=True)
    return cells, link["href"] if link else None, soup.select("table > tr")
