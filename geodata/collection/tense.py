"""Headings and status lines in the tense that an example's status allows.

An example that has ended, is planned or may be gone is never told in the present tense. An
example of unknown status that somebody has confirmed since its source was written is told as
running. All renderers, in the app, on paper and in slides, take their headings from here.

Examples
--------
>>> heading("services", "ended", "sv"), heading("services", "unknown", "en")
('Det här kunde du göra', 'What you could do here, according to the source')
"""

from __future__ import annotations

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import Term

_HEADINGS: dict[str, dict[str, Term]] = {
    "services": {
        "active": Term("active", "Det här kan du göra", "What you can do here"),
        "planned": Term("planned", "Det här ska gå att göra", "What you will be able to do here"),
        "ended": Term("ended", "Det här kunde du göra", "What you could do here"),
        "unknown": Term(
            "unknown",
            "Det här gick att göra enligt källan",
            "What you could do here, according to the source",
        ),
    },
    "story": {
        "active": Term("active", "Så fungerar det", "How it works"),
        "planned": Term("planned", "Så är det tänkt", "How it is meant to work"),
        "ended": Term("ended", "Så fungerade det", "How it worked"),
        "unknown": Term("unknown", "Så beskriver källan det", "How the source describes it"),
    },
    "timetable": {
        "active": Term("active", "Stannar här", "Stops here"),
        "planned": Term("planned", "Ska stanna här", "Will stop here"),
        "ended": Term("ended", "Stannade här", "Stopped here"),
        "unknown": Term(
            "unknown", "Stannade här enligt källan", "Stopped here, according to the source"
        ),
    },
    "operator": {
        "active": Term("active", "Driver det", "Run by"),
        "planned": Term("planned", "Ska driva det", "To be run by"),
        "ended": Term("ended", "Drev det", "Was run by"),
        "unknown": Term("unknown", "Drev det enligt källan", "Was run by, according to the source"),
    },
    "started": {
        "active": Term("active", "Sedan", "Since"),
        "planned": Term("planned", "Ska starta", "To start"),
        "ended": Term("ended", "Startade", "Started"),
        "unknown": Term("unknown", "Startade", "Started"),
    },
}

_CARD_STATUS = {
    "planned": Term("planned", "Planerad", "Planned"),
    "ended": Term("ended", "Avslutad", "Ended"),
    "unknown": Term("unknown", "Okänt om det finns kvar", "Not known if it still exists"),
}


def tense(idea: Idea) -> str:
    """Return the status key whose tense an example is told in.

    Unknown counts as active when the confirmation is later than what the source says.
    """
    if idea.status == "unknown" and (idea.confirmed or "") > (idea.status_as_of or ""):
        return "active"
    return idea.status


def heading(name: str, status: str, language: str) -> str:
    """Return a heading in the tense of a status.

    Parameters
    ----------
    name
        ``services``, ``story``, ``timetable``, ``operator`` or ``started``.
    status
        From :func:`tense`.
    language
        ``"sv"`` or ``"en"``.
    """
    return _HEADINGS[name][status].label(language)


def card_status(idea: Idea, language: str) -> str:
    """Return the line of status and source year for a card, "" for an example that runs.

    The year is that of the source of the status, else of the newest dated source: it says when
    the source was written, not when the service ended or is to start.
    """
    status = tense(idea)
    if status == "active":
        return ""
    words = _CARD_STATUS[status].label(language)
    newest = max((source.date or "" for source in idea.sources), default="")
    year = (idea.status_as_of or newest)[:4]
    source = "source" if language == "en" else "källa"
    return f"{words}, {source} {year}" if year else words
