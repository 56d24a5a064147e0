import base64, hashlib, hmac, struct, time, os
import datetime
from typing import Dict, List, Optional, Tuple
from engine.sdk import workflow, param, ConfigurationError

FILETIME_EPOCH = datetime.datetime(1601, 1, 1)
UAC = {0x2: "disabled", 0x10: "locked", 0x10000: "never expires"}

def from_filetime(value):
    # type: (int) -> Optional[datetime.datetime]
    if value in (0, 0x7FFFFFFFFFFFFFFF): return None
    return FILETIME_EPOCH + datetime.timedelta(microseconds=value // 10)

def flags(number): return [text for bit, text in UAC.items() if number & bit]

class Totp:
    step = 30
    digits = 6
    def __init__(self, secret): self.secret = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    def at(self, when=None):
        counter = struct.pack(">Q", int((when or time.time()) // self.step))
        mac = hmac.new(self.secret, counter, hashlib.sha1).digest()
        start = mac[-1] & 0x0F
        number = struct.unpack(">I", mac[start:start + 4])[0] & 0x7FFFFFFF
        return str(number % 10 ** self.digits).zfill(self.digits)
    def __call__(self): return self.at()

@workflow("ad_password_expiry", "Accounts whose password runs out")
@param("days", "int", default_value=14)
def ad_password_expiry(context, days=14):
    region = os.environ.get("REPORT_REGION", "eu")
    now = datetime.datetime.utcnow()
    soon: List[Tuple[str, int]] = []
    seen: Dict[str, List[str]] = {}
    for account in context.get_variable("accounts") or []:
        try:
            changed = from_filetime(int(account["pwdLastSet"]))
            if changed is None: continue
            left = (changed + datetime.timedelta(days=90) - now).days
        except (KeyError, ValueError) as e:
            context.log("warning", "%s: %s" % (e.__class__.__name__, e), {"account": account.get("sAMAccountName")})
            continue
        else:
            seen[account["sAMAccountName"]] = flags(int(account.get("userAccountControl", 0)))
        finally:
            pass
        if left <= days: soon.append((account["sAMAccountName"], left))
    if not seen:
        raise ConfigurationError("no accounts were read")
    return {"region": region, "soon": sorted(soon, key=lambda pair: pair[1]), "flags": seen, "code": Totp("JBSWY3DPEHPK3PXP")()}
