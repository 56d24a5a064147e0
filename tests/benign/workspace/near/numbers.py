import math
import random
import statistics
from decimal import Decimal
from fractions import Fraction


async def run(context):
    rng = random.Random(7)
    return (
        rng.choice([1, 2]), random.choice("ab"), math.ceil(1.2), statistics.mean([1, 2]),
        Decimal("1.10") + 1, Fraction(1, 3), round(2.675, 2), divmod(7, 2), pow(2, 10, 7), 0xFF, 0o17, 1_000,
    )
