"""How a report was counted, what it hides, and what it does not know."""

from impact.documents.content import Part
from impact.makers import counted

COUNTED = (
    "All figures are counted from the records of the portal by one rule each, the same as on its dashboards. People who "
    "work for the portal are counted nowhere. Country, profession and career stage are those that a person gave on the "
    "day of what is counted; who moves later counts where the work was done."
)
HIDDEN = (
    f"{counted.TOGETHER} “{counted.FEW.capitalize()}” stands where there is no other group to put them with. "
    "No report holds a name."
)
SURE = (
    "“95 % sure” is the confidence interval of the mean change by Student’s t: of a hundred such groups of people, it "
    "would hold the true change for 95."
)
NOT_MEASURED = (
    "Not measured: who read public pages, how long people studied away from the portal, what they do at the bedside "
    "beyond what they say of it, and what becomes of patients."
)


def method(names):
    said = [COUNTED, HIDDEN, counted.NOT_BY_MONTH, SURE, NOT_MEASURED]
    return Part("How this was counted", said, [counted.definitions(dict.fromkeys(names))])
