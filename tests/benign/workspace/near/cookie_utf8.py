#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""An old template's first lines."""


async def run(context):
    return "ok"
