import logging
import uuid
from xml.dom import minidom
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape
import httpx
from engine.sdk import IntegrationError, workflow

log = logging.getLogger(__name__ + ".soap")
ENVELOPE = """<?xml version="1.0"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Body><{action} xmlns="{ns}">{body}</{action}></soap:Body>
</soap:Envelope>"""
NS = "http://autotask.net/ATWS/v1_6/"

def to_xml(value, tag):
    if isinstance(value, dict):
        inner = "".join(to_xml(v, k) for k, v in value.items())
    elif isinstance(value, (list, tuple)):
        return "".join(to_xml(v, tag) for v in value)
    elif value is None:
        return f"<{tag}/>"
    else:
        inner = escape(str(value))
    return f"<{tag}>{inner}</{tag}>"

def to_dict(node):
    children = list(node)
    if not children:
        return node.text
    out = {}
    for child in children:
        name = child.tag.rpartition("}")[2]
        value = to_dict(child)
        if name in out:
            if not isinstance(out[name], list):
                out[name] = [out[name]]
            out[name].append(value)
        else:
            out[name] = value
    return out

class Soap:
    def __init__(self, url, user, password):
        self.url = url
        self.client = httpx.AsyncClient(auth=(user, password))
    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        async def call(**arguments):
            return await self.call(name, arguments)
        return call
    async def call(self, action, arguments):
        body = ENVELOPE.format(action=action, ns=NS, body="".join(to_xml(v, k) for k, v in arguments.items()))
        r = await self.client.post(self.url, content=body, headers={"SOAPAction": NS + action, "X-Id": str(uuid.uuid4())})
        log.debug("%s", minidom.parseString(r.text).toprettyxml())
        fault = ET.fromstring(r.content).find(".//faultstring")
        if fault is not None:
            raise IntegrationError("autotask", fault.text)
        return to_dict(ET.fromstring(r.content))

@workflow(name="autotask_query", description="Query Autotask")
async def autotask_query(context, entity="Account", field="accountname", value=""):
    soap = Soap(await context.get_config("autotask_url"), await context.get_config("autotask_user"), await context.get_secret("autotask_password"))
    return await soap.query(sXML=f"<queryxml><entity>{entity}</entity><query><field>{field}<expression op='equals'>{value}</expression></field></query></queryxml>")
