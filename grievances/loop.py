"""The loop of a grievance: all moves, and the dozen plain words people pick among (DOMAIN §5)."""

from portal.loop.spec import LoopSpec

KINDS = {
    "roads": "Roads and ways",
    "pipes": "Water, power, gas and pipes",
    "housing": "Housing repair",
    "parking": "Parking and charges",
    "noise": "Noise and shops",
    "environment": "Cleanliness and green",
    "leisure": "Places to sit and play",
    "culture": "Culture and sport",
    "care": "Care for old and young",
    "jobs": "Jobs and livelihood",
    "demolition": "Demolition boundary",
    "other": "Something else",
}

GRIEVANCE = LoopSpec(origin="grievance", label="Complaint", kinds=KINDS)
