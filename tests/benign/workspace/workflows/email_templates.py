from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from string import Template
import textwrap
from engine.sdk import workflow, ValidationError

WELCOME = Template("""\
Hello $first_name,

your account $upn is ready. Your manager is ${manager}.
""")
SUBJECTS = {
    "en": "Welcome, {name}!",
    "de": "Willkommen, {name}!",
}
FOOTER = textwrap.dedent("""
    --
    {company}
    {phone}
""")

def subject(language, name):
    return SUBJECTS.get(language, SUBJECTS["en"]).format(name=name)

def build(sender, to, language, data):
    message = EmailMessage()
    message["From"] = formataddr(("Service Desk", sender))
    message["To"] = to
    message["Subject"] = subject(language, data["first_name"])
    missing = [f for f in ("first_name", "upn") if not data.get(f)]
    if missing:
        raise ValidationError(f"missing: {', '.join(missing)}")
    text = WELCOME.safe_substitute(data) + FOOTER.format(company=data.get("company", ""), phone=data.get("phone", ""))
    message.set_content(text)
    message.add_alternative("<p>" + text.replace("\n", "<br>") + "</p>", subtype="html")
    return message

@workflow(name="welcome_mail", description="Send a welcome mail")
async def welcome_mail(context, to, language="en", **data):
    name, address = parseaddr(to)
    if "@" not in address:
        raise ValidationError(f"{to} is no address")
    sender = await context.get_config("mail_from")
    message = build(sender, to, language, data)
    await context.get_integration("mail").send(message.as_string())
    return {"subject": message["Subject"], "size": len(message.as_bytes())}
