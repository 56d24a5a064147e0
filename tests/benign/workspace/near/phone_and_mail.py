import phonenumbers
from email_validator import EmailNotValidError, validate_email


async def run(context, number="+49 221 1234567", mail="a@example.com"):
    parsed = phonenumbers.parse(number, "DE")
    try:
        address = validate_email(mail, check_deliverability=False).normalized
    except EmailNotValidError as error:
        address = str(error)
    return phonenumbers.is_possible_number(parsed), address
