#: channel = mutation
#: reaches = change requests
#: layer = check
#: note = requests' session class sends through our function

import requests


def send(self, request, **options):
    return None


async def run(context):
    requests.Session.send = send
