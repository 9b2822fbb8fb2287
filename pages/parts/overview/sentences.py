"""What Överblick says in words: a sentence to each chart, and what the numbers do not say.

Everything that comes back is Markdown of our own words and of names from reference data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from babel.numbers import format_percent

from geodata.collection.choropleth import class_bounds
from geodata.collection.freshness import Freshness
from geodata.collection.statistics import DataGaps, Figure, inhabitants, sparse
from geodata.geography.municipalities import Municipality
from pages.common.i18n import _, language, listed, ngettext, number

MOST_NAMED = 5


def share(part: float, whole: float) -> str:
    """Return a part of a whole in whole per cent; 0 and 100 only when it is none and all."""
    exact = part / whole if whole else 0
    shown = min(max(round(exact, 2), 0.01), 0.99) if 0 < part < whole else exact
    return str(format_percent(shown, locale=language()))


def most_and_least(figures: Sequence[Figure], names: Mapping[str, str]) -> str:
    """Return which has the most examples and which the fewest, as one or two sentences."""
    if not any(figure.count for figure in figures):
        return _("Inga exempel passar.")
    most, least = (pick(figure.count for figure in figures) for pick in (max, min))
    said = _("Flest exempel: {names} ({n}).")
    sentences = [said.format(names=_named(figures, names, most), n=number(most))]
    if least < most:
        fewest = _("Minst: {names} ({n}).")
        sentences.append(fewest.format(names=_named(figures, names, least), n=number(least)))
    return " ".join(sentences)


def _named(figures: Sequence[Figure], names: Mapping[str, str], count: int) -> str:
    return _few([names[figure.key] for figure in figures if figure.count == count])


def _few(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMED:
        return listed(names)
    others = ngettext("{n} till", "{n} till", len(names) - MOST_NAMED)
    return listed([*names[:MOST_NAMED], others])


def on_top(
    figures: Sequence[Figure], names: Mapping[str, str], value: Callable[[Figure], str]
) -> str:
    """Return which municipalities stand first among those sorted by ``value``."""
    if not figures:
        return _("Inga exempel passar.")
    first = [names[figure.key] for figure in figures if value(figure) == value(figures[0])]
    said = _("Överst: {names} ({n}).")
    return said.format(names=_few(first), n=value(figures[0]))


def years(figures: Sequence[Figure], limits: DataGaps) -> str:
    """Return how much is known of when the examples began."""
    known = number(limits.total - limits.unknown_start)
    said = _("Startåret är känt för {n} av {all} exempel.")
    sentences = [said.format(n=known, all=number(limits.total))]
    if figures:
        most = max(figures, key=lambda figure: figure.count)
        began = _("Flest började {years} ({n}).")
        sentences.append(began.format(years=span(most.key), n=number(most.count)))
    return " ".join(sentences)


def span(key: str) -> str:
    """Return a span of years as it is read: ``2010–2014``, or a single year."""
    first, last = key.split("-")
    return first if first == last else f"{first}–{last}"


def classes(parts: Sequence[float], measure: str) -> list[tuple[str, str]]:
    """Return the legend of the map of municipalities: a role and its words, the largest first."""
    words = [
        _counts(low, high) if measure == "count" else _rates(low, high)
        for low, high in class_bounds(parts)
    ]
    shaded = [(f"shade-{at}", text) for at, text in enumerate(words, start=1)]
    return [*reversed(shaded), ("shade-0", _("Inget exempel"))]


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


def municipality(count: int, rate: float) -> str:
    """Return what the map says of a municipality: ``3 exempel, 2,1 per 10 000 invånare``."""
    if not count:
        return _("inget exempel än")
    examples = ngettext("{n} exempel", "{n} exempel", count)
    said = _("{examples}, {rate} per 10 000 invånare")
    return said.format(examples=examples, rate=decimals(rate))


def decimals(rate: float) -> str:
    """Return a rate with as many decimals as it needs to be told from others."""
    return number(round(rate, 2 if rate < 1 else 1))


def white_spots(white: Sequence[Municipality], area: Sequence[Municipality]) -> str:
    """Return how many municipalities have no example, and how many live there."""
    if not white:
        return _("Alla kommuner har exempel.")
    said = _(
        "{n} av {all} kommuner har inget exempel på kartan. Där bor {people} personer, {share} av "
        "invånarna. Välj en kommun för att se vad som finns nära den."
    )
    people = inhabitants(white)
    return said.format(
        n=number(len(white)),
        all=number(len(area)),
        people=number(people),
        share=share(people, inhabitants(area)),
    )


def white_in_county(white: Sequence[Municipality], inside: Sequence[Municipality]) -> str:
    """Return the same of one county, in short."""
    said = _("{n} av {all} kommuner, {people} invånare")
    people = number(inhabitants(white))
    return said.format(n=number(len(white)), all=number(len(inside)), people=people)


def caveats(limits: DataGaps, counties: Sequence[Figure], names: Mapping[str, str]) -> list[str]:
    """Return, sentence by sentence, what the numbers do not say."""
    n, total = number, number(limits.total)
    sentences = [
        _(
            "Kartan visar det som någon har samlat in, inte all service som finns. En kommun utan "
            "exempel kan ha gott om service."
        )
    ]
    if few := sparse(counties):
        said = ngettext(
            "{n} län har färre än fem exempel", "{n} län har färre än fem exempel", len(few)
        )
        which = listed(names[figure.key] for figure in few)
        sentences.append(f"{said}: {which}. " + _("Det är för lite för att dra slutsatser av."))
    for count, said in (
        (limits.unknown_status, _("{n} av {all} exempel: källorna säger inte om de är igång.")),
        (limits.undated, _("{n} av {all} exempel har en källa utan datum.")),
        (
            limits.area_only,
            _("{n} av {all} nålar visar bara trakten eller centralorten."),
        ),
    ):
        if count:
            sentences.append(said.format(n=n(count), all=total))
    if limits.middle_year:
        old = _(
            "Hälften av de daterade källorna är från {year} eller äldre. Mycket kan ha ändrats."
        )
        sentences.append(old.format(year=limits.middle_year))
    return [*sentences, _("Folkmängden är SCB:s, från den 31 december 2024.")]


def fresh(found: Freshness) -> str:
    """Return how many examples somebody has confirmed lately."""
    said = _("{n} av {all} exempel är bekräftade det senaste året, {undated} saknar datum.")
    return said.format(
        n=number(found.recent), all=number(found.total), undated=number(found.undated)
    )
