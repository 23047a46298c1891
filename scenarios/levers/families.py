"""The families of levers: what kind of decision each is."""

FAMILIES: dict[str, str] = {
    "posts": "Posts: how many, in which role and team, from when",
    "job_plans": "Job plans: how clinicians' weeks are shared out",
    "booking": "Booking: who is seen next, and time kept for urgent children",
    "pooling": "Pooling: seeing children from other areas' lists",
    "missed_appointments": "Missed appointments: reminders, rebooking, discharge",
    "threshold": "Threshold: who is accepted, and early help for the others",
    "support": "Support while waiting",
    "information": "Evidence first: information packs before an assessment",
    "clinics": "Clinics: nurse-led or joint, and minutes of each role",
    "groups": "Group treatment",
    "shared_care": "Shared care with general practices",
    "initiative": "Waiting-list initiatives, insourcing and checks of the list",
    "right_to_choose": "Right to Choose and other bought activity",
    "crisis": "Crisis hours and responders",
    "ehc": "Protected time for advice on education, health and care plans",
    "demand": "Demand: volumes and growth (a risk to test, not a choice)",
}
"""Family to its title, in the order in which readers meet them."""
