"""A table of facts without any function."""

COUNTRIES = {
    "DE": {"name": "Deutschland", "vat": 19, "holidays": ["2024-01-01", "2024-05-01"]},
    "AT": {"name": "Österreich", "vat": 20, "holidays": ["2024-01-01"]},
}
DEFAULT = COUNTRIES["DE"]
NAMES = sorted(c["name"] for c in COUNTRIES.values())
BY_NAME = {c["name"]: code for code, c in COUNTRIES.items()}
