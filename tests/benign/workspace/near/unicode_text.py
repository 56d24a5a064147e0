"""Grüße aus Köln: Umlaute, 東京, emoji 🎉 and arrows → in text are everyday."""

GREETING = "Schöne Grüße – Ihr Team 🎉"
MONEY = "12,50 €"
ARROWS = {"up": "↑", "down": "↓"}
FAMILY = "👨‍👩‍👧"


async def run(context):
    # Café, naïve, señor: comments too.
    return GREETING.encode("utf-8"), MONEY, ARROWS["up"], FAMILY, "ﬁne".casefold()
