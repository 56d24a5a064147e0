"""The checker: source in, findings out. Nothing of the judged tree is imported or executed."""
