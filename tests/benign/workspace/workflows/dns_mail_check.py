import dns.resolver, dns.exception
from engine.sdk import workflow, param
import typing
from dataclasses import dataclass, field, asdict


@dataclass
class Check:
    name: str
    ok: bool = False
    notes: typing.List[str] = field(default_factory=list)
    weight: typing.ClassVar[int] = 1

    def note(self, text, *args): self.notes.append(text % args if args else text); return self


class Spf(Check): weight = 3
class Dmarc(Check): weight = 2


def txt(domain):
    try: return [b"".join(r.strings).decode() for r in dns.resolver.resolve(domain, "TXT")]
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer): return []
    except dns.exception.Timeout as exc: raise TimeoutError(domain) from exc


def tags(record): return dict(part.strip().split("=", 1) for part in record.split(";") if "=" in part)


CHECKS = [(Spf, "{domain}", "v=spf1"), (Dmarc, "_dmarc.{domain}", "v=DMARC1")]


@workflow("dns_mail_check", "SPF and DMARC")
@param("domain", "string", required=True)
def dns_mail_check(context, domain):
    results = []
    for cls, where, start in CHECKS:
        name = where.format(domain=domain)
        found = [r for r in txt(name) if r.startswith(start)]
        check = cls(name, ok=len(found) == 1).note("%d records at %s", len(found), name)
        if isinstance(check, Dmarc) and found and tags(found[0]).get("p") == "none": check.ok = False
        results.append((check.weight, check))
    score = sum(weight for weight, check in results if check.ok)
    return {"score": score, "checks": [asdict(check) for _, check in results]}
