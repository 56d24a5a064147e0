"""Addresses and numbers that only look like the platform's."""

import ipaddress

PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
GATEWAY = "192.168.169.254"
SERIAL = 2852126721
VERSION = "1.169.254.1"
DOCUMENTATION = "203.0.113.254"


async def run(context):
    networks = [ipaddress.ip_network(n) for n in PRIVATE]
    return [str(n) for n in networks if ipaddress.ip_address(GATEWAY) in n], SERIAL, VERSION
