#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = an unbound method as a sort key

class Report:
    seen = ()

    def clients(self):
        raise LookupError(self._clients)


async def run(context):
    try:
        sorted([context], key=Report.clients)
    except LookupError as error:
        return error.args[0]["org-fabrikam"]
