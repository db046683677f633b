"""The numbers of complaints that a community changes."""

from portal.places.rulebook import Rule

RULES: tuple[Rule, ...] = (
    Rule("grievances.photos", 9, "photos", 1, 9, "Photos per complaint at most"),
    Rule("grievances.a_day", 20, "times", 1, 500, "Complaints a person may file in a day"),
)
