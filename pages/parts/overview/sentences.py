"""Sentences of the page Överblick: one for each chart, and the caveats.

All functions return Markdown of fixed texts and of names from reference data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from babel.numbers import format_percent

from geodata.collection.choropleth import class_bounds
from geodata.collection.freshness import Freshness
from geodata.collection.statistics import DataGaps, Figure, inhabitants, sparse
from geodata.geography.municipalities import Municipality
from pages.common.i18n import _, language, listed, ngettext, number

MAX_NAMED = 5


def percentage(part: float, whole: float) -> str:
    """Return a share in whole per cent; 0 and 100 only when it is exactly none or all."""
    ratio = part / whole if whole else 0
    rounded = min(max(round(ratio, 2), 0.01), 0.99) if 0 < part < whole else ratio
    return str(format_percent(rounded, locale=language()))


def most_and_least(figures: Sequence[Figure], names: Mapping[str, str]) -> str:
    """Return which figures have the most and the fewest examples."""
    if not any(figure.count for figure in figures):
        return _("Inga exempel passar.")
    most, least = (extreme(figure.count for figure in figures) for extreme in (max, min))
    most_text = _("Flest exempel: {names} ({n}).")
    sentences = [most_text.format(names=_names_with_count(figures, names, most), n=number(most))]
    if least < most:
        least_text = _("Minst: {names} ({n}).")
        sentences.append(
            least_text.format(names=_names_with_count(figures, names, least), n=number(least))
        )
    return " ".join(sentences)


def _names_with_count(figures: Sequence[Figure], names: Mapping[str, str], count: int) -> str:
    return _shortened([names[figure.key] for figure in figures if figure.count == count])


def _shortened(names: Sequence[str]) -> str:
    if len(names) <= MAX_NAMED:
        return listed(names)
    others = ngettext("{n} till", "{n} till", len(names) - MAX_NAMED)
    return listed([*names[:MAX_NAMED], others])


def highest(
    figures: Sequence[Figure], names: Mapping[str, str], value: Callable[[Figure], str]
) -> str:
    """Return which municipalities share the first place among those sorted by ``value``."""
    if not figures:
        return _("Inga exempel passar.")
    first = [names[figure.key] for figure in figures if value(figure) == value(figures[0])]
    sentence = _("Överst: {names} ({n}).")
    return sentence.format(names=_shortened(first), n=value(figures[0]))


def years(figures: Sequence[Figure], gaps: DataGaps) -> str:
    """Return how many examples have a known start, and the most common span of years."""
    count = number(gaps.total - gaps.unknown_start)
    sentence = _("Startåret är känt för {n} av {all} exempel.")
    sentences = [sentence.format(n=count, all=number(gaps.total))]
    if figures:
        most = max(figures, key=lambda figure: figure.count)
        most_text = _("Flest började {years} ({n}).")
        sentences.append(most_text.format(years=year_span(most.key), n=number(most.count)))
    return " ".join(sentences)


def year_span(key: str) -> str:
    """Return a span of years for display: ``2010–2014``, or a single year."""
    first, last = key.split("-")
    return first if first == last else f"{first}–{last}"


def map_legend(breaks: Sequence[float], measure: str) -> list[tuple[str, str]]:
    """Return the choropleth's legend: (role, text) pairs, the highest class first."""
    texts = [
        _counts(low, high) if measure == "count" else _rates(low, high)
        for low, high in class_bounds(breaks)
    ]
    rows = [(f"shade-{at}", text) for at, text in enumerate(texts, start=1)]
    return [*reversed(rows), ("shade-0", _("Inget exempel"))]


def _counts(low: float | None, high: float | None) -> str:
    if high is None:
        return _("{n} eller fler").format(n=number(low or 1))
    first, last = number(low or 1), number(high - 1)
    return first if first == last else f"{first}–{last}"


def _rates(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{number(low)}–{number(high)}"
    if high is not None:
        return _("under {n}").format(n=number(high))
    return _("{n} eller mer").format(n=number(low)) if low else _("Minst ett exempel")


def municipality_summary(count: int, rate: float) -> str:
    """Return a municipality's text on the map: ``3 exempel, 2,1 per 10 000 invånare``."""
    if not count:
        return _("inget exempel än")
    examples = ngettext("{n} exempel", "{n} exempel", count)
    sentence = _("{examples}, {rate} per 10 000 invånare")
    return sentence.format(examples=examples, rate=rate_text(rate))


def rate_text(rate: float) -> str:
    """Return a rate with one decimal, two below 1."""
    return number(round(rate, 2 if rate < 1 else 1))


def white_spots(without_example: Sequence[Municipality], area: Sequence[Municipality]) -> str:
    """Return how many municipalities have no example, and their population."""
    if not without_example:
        return _("Alla kommuner har exempel.")
    sentence = _(
        "{n} av {all} kommuner har inget exempel på kartan. Där bor {people} personer, {share} av "
        "invånarna. Välj en kommun för att se vad som finns nära den."
    )
    people = inhabitants(without_example)
    return sentence.format(
        n=number(len(without_example)),
        all=number(len(area)),
        people=number(people),
        share=percentage(people, inhabitants(area)),
    )


def white_spots_in_county(
    without_example: Sequence[Municipality], municipalities: Sequence[Municipality]
) -> str:
    """Return how many municipalities of a county have no example, and their population."""
    sentence = _("{n} av {all} kommuner, {people} invånare")
    people = number(inhabitants(without_example))
    return sentence.format(
        n=number(len(without_example)), all=number(len(municipalities)), people=people
    )


def caveats(gaps: DataGaps, counties: Sequence[Figure], names: Mapping[str, str]) -> list[str]:
    """Return the limits of the data, a sentence each."""
    n, total = number, number(gaps.total)
    sentences = [
        _(
            "Kartan visar det som någon har samlat in, inte all service som finns. En kommun utan "
            "exempel kan ha gott om service."
        )
    ]
    if counties_with_few := sparse(counties):
        sentence = ngettext(
            "{n} län har färre än fem exempel",
            "{n} län har färre än fem exempel",
            len(counties_with_few),
        )
        names_of_few = listed(names[figure.key] for figure in counties_with_few)
        sentences.append(
            f"{sentence}: {names_of_few}. " + _("Det är för lite för att dra slutsatser av.")
        )
    for count, sentence in (
        (gaps.unknown_status, _("{n} av {all} exempel: källorna säger inte om de är igång.")),
        (gaps.undated, _("{n} av {all} exempel har en källa utan datum.")),
        (
            gaps.area_only,
            _("{n} av {all} nålar visar bara trakten eller centralorten."),
        ),
    ):
        if count:
            sentences.append(sentence.format(n=n(count), all=total))
    if gaps.middle_year:
        age = _(
            "Hälften av de daterade källorna är från {year} eller äldre. Mycket kan ha ändrats."
        )
        sentences.append(age.format(year=gaps.middle_year))
    return [*sentences, _("Folkmängden är SCB:s, från den 31 december 2024.")]


def recently_confirmed(totals: Freshness) -> str:
    """Return how many examples have been confirmed in the last year."""
    sentence = _("{n} av {all} exempel är bekräftade det senaste året, {undated} saknar datum.")
    return sentence.format(
        n=number(totals.recent), all=number(totals.total), undated=number(totals.undated)
    )
