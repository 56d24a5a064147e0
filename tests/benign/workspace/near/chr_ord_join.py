"""Text puzzles that honest code has too."""

import string


def caesar(text, shift=3):
    letters = string.ascii_lowercase
    table = str.maketrans(letters, letters[shift:] + letters[:shift])
    return text.translate(table)


async def run(context):
    columns = [chr(ord("A") + n) for n in range(5)]
    return caesar("hello"), ",".join(columns), "_".join(["a", "b"]), "x" * 3, "a-b".replace("-", "_")
