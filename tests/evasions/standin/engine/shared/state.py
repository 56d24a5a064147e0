"""What every organization's runs share."""

LIMITS = {"runs": 10}
CLIENTS = {
    "org-contoso": {"api_key": "@CONTOSO@"},
    "org-fabrikam": {"api_key": "@FABRIKAM@"},
}
