"""What the model leaves out, and what it must not be used for: the same words wherever results are shown."""

from __future__ import annotations

NOT_FOR = (
    "To forecast dates or to bet.",
    "To advise delaying or conditioning a release: exchange and release are owed whatever comes first.",
    "To rank persons or categories for release.",
    "To claim that one side is the obstacle: the types of the sides are assumptions.",
    "To justify targeting, pressure or payment.",
    "To publish a number without its range.",
)

LIMITS = (
    "Almost every parameter is a judgement with a range; the range over them is the first thing to quote, and it is the"
    " range of one set of judgements. The form of the model is not varied.",
    "Each side speaks with one voice, and decides by rules of thumb; nobody times a move or plays an equilibrium.",
    "How many people are held is contested and has never been audited.",
    "Agreements on an all-for-all are more frequent in the model than in the record: in three years of this war there"
    " was none. Take figures of agreement as upper ends.",
    "It has looked back on one war, once, and did no better than constant hazards: it claims no skill in prediction.",
    "That consent is a product makes the less willing side decide, so that pressure on the willing side moves little;"
    " this is an assumption, not a finding.",
)
"""The limits that bear on the headline; all of them are in MODEL.md, section 11."""
