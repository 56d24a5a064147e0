"""Entry point of the Azure Functions host, which requires it here."""

from pathlib import Path

from engine.function_app import create_app

app = create_app(Path(__file__).parent)
