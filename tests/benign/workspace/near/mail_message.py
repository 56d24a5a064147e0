import smtplib
from email.message import EmailMessage
from email.mime.text import MIMEText
from email.utils import formataddr, make_msgid


async def run(context):
    message = EmailMessage()
    message["From"] = formataddr(("Desk", "desk@example.com"))
    message["To"] = context.executed_by_email or "x@example.com"
    message["Message-ID"] = make_msgid()
    message.set_content("Hello")
    message.add_alternative("<p>Hello</p>", subtype="html")
    old = MIMEText("x", "plain", "utf-8")
    with smtplib.SMTP("mail.example.com", 587, timeout=10) as server:
        server.starttls()
        server.send_message(message)
    return old["Content-Type"]
