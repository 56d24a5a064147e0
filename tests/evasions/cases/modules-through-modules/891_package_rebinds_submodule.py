#: channel = modules-through-modules
#: reaches = process
#: layer = check
#: note = a package binds the name of its submodule again, and another file imports it by its path

import workspace.pkg.helper as helper


async def run(context):
    return helper.system("true")

#: file = workspace/pkg/__init__.py
from workspace.pkg import helper
import os as helper

#: file = workspace/pkg/helper.py

def system(x):
    return x
