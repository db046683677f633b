"""The first story: a complaint, from filing to its effect check."""
