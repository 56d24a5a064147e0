"""The only modules that talk to Azure Table Storage; nothing above them names the SDK."""
