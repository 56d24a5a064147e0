#: channel = computed-names
#: reaches = change requests.Session
#: layer = check
#: note = a method that sets its own attributes is called with a class of a library as `self`

import requests


class Row:
    def put(self, name, value):
        setattr(self, name, value)


async def run(context):
    for kind in (type(Row()),):
        kind.put(requests.Session, "max_redirects", 1)
