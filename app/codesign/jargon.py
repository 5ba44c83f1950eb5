"""Words that people in services use and people outside them do not: a list to start from.

Found hard, cold or blaming in guides such as the NHS digital service manual's A to Z of health
writing; each service keeps its own list and takes out what it would rather say.
"""

LONGEST_JARGON = 80

COMMON_JARGON = {
    "service user": "people",
    "patient": "people",
    "intervention": "help",
    "DNA": "missed",
    "did not attend": "missed",
    "non-compliant": "",
    "disengaged": "stopped coming",
    "engage with": "take part in",
    "referral": "being sent on to us",
    "discharge": "end of your care",
    "presenting problem": "what brought you here",
    "formulation": "making sense of things together",
    "psychoeducation": "learning about",
    "multidisciplinary": "different people who work together",
    "signpost": "point to",
    "caseload": "people we see",
    "suffering from": "living with",
    "commit suicide": "die by suicide",
    "challenging behaviour": "",
    "hard to reach": "people we do not reach yet",
}
