#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Started by hand or by the scheduler."""
import argparse
import asyncio
import json
import logging
import os
import sys
import traceback
from pathlib import Path

import httpx

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
logger = logging.getLogger(__name__)
logging.getLogger("httpx").setLevel(logging.WARNING)
HERE = Path(__file__).resolve().parent


def parse_args(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--since", default="2024-01-01")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--format", choices=("json", "csv"), default="json")
    return parser.parse_args(argv)


async def main(argv=None):
    args = parse_args(argv)
    if args.verbose:
        logger.setLevel(logging.DEBUG)
    try:
        async with httpx.AsyncClient() as client:
            response = await client.get("https://api.example.com/export", params={"since": args.since})
            response.raise_for_status()
    except httpx.HTTPError as e:
        logger.error("export failed: %s", e)
        traceback.print_exc()
        return 1
    except Exception:
        exc_type, exc, _ = sys.exc_info()
        logger.exception("unexpected %s", exc_type.__name__)
        raise
    print(json.dumps(response.json(), indent=2, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
