"""Programs that GIS officers use read the API: curl and GDAL, which QGIS also reads with."""

import shlex
import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import pytest

from geodata.collection.geojson import read
from tests.server import ROOT

IDEAS = read(ROOT / "ideas.geojson").ideas
COUNTS = {"ideas": len(IDEAS), "municipalities": 290, "counties": 21}
SMALL_PAGES = {"PAGE_SIZE": "50"}


def run(*command: str) -> str:
    if not shutil.which(command[0]):
        pytest.fail(f"{command[0]} is missing: run 'sudo apt-get install gdal-bin curl'")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "ERROR" in done.stderr) == (0, False), done.stderr
    return done.stdout


@pytest.mark.parametrize("layer", COUNTS)
@pytest.mark.parametrize("options", [{}, SMALL_PAGES], ids=["one page", "pages"])
def test_geopandas_reads_a_collection_in_full(site: str, layer: str, options: dict[str, str]):
    frame = gpd.read_file(f"OAPIF:{site}/api", layer=layer, **options)
    assert (len(frame), frame["id"].nunique()) == (COUNTS[layer], COUNTS[layer])
    assert frame.geometry.is_valid.all()


def test_geopandas_gets_the_same_geometries(site: str):
    frame = gpd.read_file(f"OAPIF:{site}/api", layer="ideas").set_index("id")
    assert all(frame.geometry[idea.id].equals_exact(idea.shape, 1e-7) for idea in IDEAS)


def test_geopandas_reads_what_lies_in_a_box(site: str):
    box = (17.0, 63.0, 22.0, 66.0)
    found = gpd.read_file(f"OAPIF:{site}/api", layer="ideas", bbox=box)
    inside = gpd.read_file(ROOT / "ideas.geojson").cx[box[0] : box[2], box[1] : box[3]]
    assert 0 < len(found) < len(IDEAS)
    assert set(found["id"]) == set(inside["id"])


@pytest.mark.parametrize("layer", COUNTS)
def test_ogrinfo_counts_every_feature(site: str, layer: str):
    said = run("ogrinfo", "-so", f"OAPIF:{site}/api", layer)
    assert f"Feature Count: {COUNTS[layer]}" in said


def test_ogr2ogr_saves_a_box_page_by_page(site: str, tmp_path: Path):
    saved = tmp_path / "norr.geojson"
    box = ("-spat", "17", "63", "22", "66")
    run("ogr2ogr", *box, "-oo", "PAGE_SIZE=5", str(saved), f"OAPIF:{site}/api", "ideas")
    found = gpd.read_file(f"OAPIF:{site}/api", layer="ideas", bbox=(17, 63, 22, 66))
    assert set(gpd.read_file(saved)["id"]) == set(found["id"])


def test_ogr2ogr_copies_the_geopackage(site: str, tmp_path: Path):
    path = tmp_path / "x.gpkg"
    run("curl", "-sfo", str(path), f"{site}/api/collections/ideas/items.gpkg")
    assert f"Feature Count: {len(IDEAS)}" in run("ogrinfo", "-so", str(path), "servicepunkter")


def examples() -> list[str]:
    """Every line of the README that asks the API something with curl."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip().startswith("curl ")]


@pytest.mark.parametrize("line", examples())
def test_every_curl_in_the_readme_works(site: str, line: str, tmp_path: Path):
    words = [word.replace("http://localhost:8501", site) for word in shlex.split(line)]
    assert any(word.startswith(site) for word in words)
    done = subprocess.run(
        [words[0], "--fail", *words[1:]], cwd=tmp_path, capture_output=True, check=False, timeout=60
    )
    saved = [path.stat().st_size for path in tmp_path.iterdir()]
    assert (done.returncode, bool(done.stdout or any(saved))) == (0, True), done.stderr
