#: channel = modules-through-modules
#: reaches = process
#: layer = check
#: note = a package's attribute has the name of its submodule

from workspace.pkg import helper


async def run(context):
    return helper.system("true")

#: file = workspace/pkg/__init__.py
import os as helper

#: file = workspace/pkg/helper.py

def system(x):
    return x
