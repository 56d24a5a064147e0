#: channel = modules-through-modules
#: reaches = process
#: layer = check
#: note = a package's attribute has the name of its submodule, handed on by a third file

from workspace.names import helper


async def run(context):
    return helper.system("true")

#: file = workspace/names.py
from workspace.pkg import helper

#: file = workspace/pkg/__init__.py
import os as helper

#: file = workspace/pkg/helper.py

def system(x):
    return x
