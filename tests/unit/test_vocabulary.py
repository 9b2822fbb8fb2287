"""The vocabulary's words, and the four colours that must stay apart for every eye."""

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from geodata.collection.vocabulary import ACCURACIES, KINDS, SERVICES, STATUSES, service_keys

PAIRS = list(combinations(KINDS, 2))


def rgb(kind: str) -> np.ndarray:
    colour = KINDS[kind].colour
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


@pytest.mark.parametrize("eye", ["protanomaly", "deuteranomaly", "tritanomaly"])
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_colours_stay_apart_for_the_colour_blind(one: str, other: str, eye: str):
    space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100}
    seen = [np.clip(cspace_convert(rgb(kind), space, "sRGB1"), 0, 1) for kind in (one, other)]
    assert deltaE(*seen, input_space="sRGB1") > 15


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_colours_and_shapes_stay_apart_in_black_and_white(one: str, other: str):
    lightness = [cspace_convert(rgb(kind), "sRGB1", "CIELab")[0] for kind in (one, other)]
    assert abs(lightness[0] - lightness[1]) > 12
    assert KINDS[one].shape != KINDS[other].shape


@pytest.mark.parametrize("vocabulary", [KINDS, SERVICES, STATUSES, ACCURACIES])
def test_every_icon_is_in_streamlits_font(vocabulary: dict):
    assert {term.icon for term in vocabulary.values()} <= set(ALL_MATERIAL_ICONS)


@pytest.mark.parametrize("vocabulary", [KINDS, SERVICES, STATUSES, ACCURACIES])
def test_labels_are_unique_in_each_language(vocabulary: dict):
    for language in ("sv", "en"):
        labels = [term.label(language) for term in vocabulary.values()]
        assert len(set(labels)) == len(labels)


def test_spellings_are_translated_and_unknown_words_are_kept():
    keys, unknown = service_keys("Livsmedel; bensin | trolleri, PAKET")
    assert keys == ("groceries", "fuel", "parcels")
    assert unknown == ("trolleri",)
