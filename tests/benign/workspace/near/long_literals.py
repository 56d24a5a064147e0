"""SQL, KQL and HTML as text."""

KQL = """
SigninLogs
| where TimeGenerated > ago(1d)
| extend ip = tostring(parse_json(IPAddress)), globals_ = 1
| summarize count() by UserPrincipalName, bin(TimeGenerated, 1h)
"""
HTML = "<style>.a{color:red}</style><p class='{cls}'>{text}</p>"
POWERSHELL = "Get-Process | Where-Object { $_.CPU -gt 10 }"
JSON_PATH = "$.items[*].{id: id, name: name}"


async def run(context):
    return KQL.strip().splitlines()[0], POWERSHELL, JSON_PATH, HTML.replace("{cls}", "x")
