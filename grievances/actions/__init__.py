"""What is done to complaints, by noun: filing, triage and work, the public page, joining."""
