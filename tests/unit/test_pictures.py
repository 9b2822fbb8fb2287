"""Pictures: no hostile file is kept as it came, and all that is private is taken out."""

import datetime as dt
import io
import json
import re
import tomllib
from base64 import b64decode
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pypdf import PdfReader
from sqlalchemy import delete, func, select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geodata.bank import Bank, open_bank
from geodata.collection.geojson import dumps
from geodata.database.models import Room, SavedTour, StoredPicture, now
from geodata.database.store import Store
from geodata.errors import Message
from geodata.moderation import review
from geodata.moderation.personal_data import RetentionDays, purge
from geodata.moderation.picture_erasure import erase_picture
from geodata.moderation.submissions import Contact, RefusedError, correct, load_submission, submit
from geodata.opendata.exports import FORMATS
from geodata.pictures import decoding
from geodata.pictures.decoding import SIZES, PictureError, encode
from geodata.pictures.store import DRAFT_DAYS, add_picture, load_picture, picture_path
from geodata.workshop.pdf import to_pdf
from geodata.workshop.powerpoint import to_pptx
from geodata.workshop.rooms import open_room
from geodata.workshop.slides import slides
from geodata.workshop.tour_files import FORMAT, TourFileError, parse_tour
from geodata.workshop.tours import Tour, TourStop, create_tour, tour_of, with_stored_pictures
from pages.routes import pictures
from pages.routes.presentation import take_home
from tests.factory import FEATURES, collect, feature
from tests.pictures import MARK, PRIVATE, deceptive, encoded, image, noise, unusable, with_position
from tests.server import ROOT


@pytest.fixture(scope="module")
def unusable_files() -> dict[str, bytes]:
    return dict(unusable())


@pytest.fixture(scope="module")
def deceptive_files() -> dict[str, bytes]:
    return dict(deceptive())


@pytest.mark.slow
def test_there_are_two_hundred_hostile_files(
    unusable_files: dict[str, bytes], deceptive_files: dict[str, bytes]
):
    assert len(unusable_files) + len(deceptive_files) >= 200


def test_a_file_that_is_no_picture_is_refused_and_told_why(unusable_files: dict[str, bytes]):
    for name, file in unusable_files.items():
        with pytest.raises(PictureError) as refusal:
            encode(file)
        message = refusal.value.args[0]
        assert isinstance(message, Message), name
        assert "Välj" in message or "välj" in message or "Spara" in message, name


@pytest.mark.slow
def test_a_picture_is_never_kept_as_it_came(deceptive_files: dict[str, bytes]):
    for name, file in deceptive_files.items():
        for size, picture in encode(file).items():
            assert picture.content[:3] == b"\xff\xd8\xff", name
            assert MARK not in picture.content, name
            assert picture.content not in file, name
            assert len(picture.content) <= SIZES[size].most_bytes, name
            assert max(picture.width, picture.height) <= SIZES[size].side, name
            assert not [text for text in PRIVATE if text in picture.content], name


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_position_is_gone_from_every_size(form: str):
    file = with_position(form)
    with Image.open(io.BytesIO(file)) as before:
        assert before.getexif().get_ifd(0x8825)
    for picture in encode(file).values():
        with Image.open(io.BytesIO(picture.content)) as after:
            after.load()
            assert not after.getexif()
            assert not {"exif", "xmp", "comment", "icc_profile"} & set(after.info)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(orientation: int):
    picture = encode(with_position("JPEG", orientation))["panel"]
    sideways = orientation >= 5
    assert (picture.width, picture.height) == ((480, 640) if sideways else (640, 480))
    with Image.open(io.BytesIO(picture.content)) as after:
        corners = {
            (at_right, at_bottom): after.getpixel(
                (after.width - 10 if at_right else 10, after.height - 10 if at_bottom else 10)
            )
            for at_right in (False, True)
            for at_bottom in (False, True)
        }
    red = [corner for corner, (r, g, _) in corners.items() if r > 220 and g < 60]
    expected = {
        1: (False, False), 2: (True, False), 3: (True, True), 4: (False, True),
        5: (False, False), 6: (True, False), 7: (True, True), 8: (False, True),
    }  # fmt: skip
    assert red == [expected[orientation]]


def test_what_is_transparent_becomes_white():
    file = encoded(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG")
    with Image.open(io.BytesIO(encode(file)["card"].content)) as picture:
        assert picture.getpixel((150, 150)) == (255, 255, 255)


def test_sixteen_bits_keep_their_shades():
    file = encoded(Image.new("I;16", (300, 300), 32_768), "PNG")
    with Image.open(io.BytesIO(encode(file)["card"].content)) as picture:
        assert picture.getpixel((150, 150)) == pytest.approx((128, 128, 128), abs=3)


@pytest.mark.slow
def test_the_largest_photo_of_a_telephone_is_taken():
    photo = encode(encoded(image(8064, 6048), quality=70))["projector"]
    assert (photo.width, photo.height) == (1600, 1200)


def test_a_failing_decoder_is_an_answer(monkeypatch: pytest.MonkeyPatch):
    def fail(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(decoding, "_upright", fail)
    with pytest.raises(PictureError, match="går inte att läsa"):
        encode(encoded(image()))


# Kept with an example


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    path = tmp_path / "ideas.geojson"
    path.write_text(dumps(collect(*FEATURES).ideas), encoding="utf-8")
    return Bank(path, Store("sqlite://"))


def add(bank: Bank, **texts: str) -> dict[str, object]:
    facts = {"alt": "En butik", "photographer": "Kim Ek", "licence": "cc_by"}
    return add_picture(bank.store, with_position()) | facts | texts


def handed_in(bank: Bank, picture: dict[str, object]) -> tuple[str, str]:
    """Hand in an example with a picture; return the receipt's code and the example's id."""
    code = submit(bank, feature("x", title="Macken", pictures=[picture]), Contact())
    return code, load_submission(bank, code).idea_id


def test_a_picture_is_seen_when_its_example_is_published_and_no_longer(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pictures, "open_bank", lambda: bank)
    monkeypatch.setattr(pictures, "open_store", lambda: bank.store)
    client = TestClient(Starlette(routes=pictures.ROUTES))
    picture = add(bank)
    paths = [f"/{picture_path(str(picture['id']), size)}" for size in SIZES]
    _, idea_id = handed_in(bank, picture)
    assert {client.get(path).status_code for path in paths} == {404}
    review.publish(bank, idea_id, 1, "Red")
    for path in paths:
        answer = client.get(path)
        assert answer.headers["content-type"] == "image/jpeg"
        assert "immutable" in answer.headers["cache-control"]
        assert not [text for text in PRIVATE if text in answer.content]
        again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    review.withdraw_by_editor(bank, idea_id, "", "Red")
    assert {client.get(path).status_code for path in paths} == {404}


@pytest.mark.parametrize("name", ["", "x.jpg", "../0-card.jpg", f"{'0' * 32}-card.png"])
def test_other_addresses_lead_nowhere(name: str, bank: Bank, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pictures, "open_bank", lambda: bank)
    client = TestClient(Starlette(routes=pictures.ROUTES))
    assert client.get(f"/bild/{name}").status_code == 404


@pytest.mark.parametrize("missing", ["alt", "photographer", "licence"])
def test_a_picture_needs_its_texts(missing: str, bank: Bank):
    picture = add(bank)
    del picture[missing]
    with pytest.raises(RefusedError):
        handed_in(bank, picture)


def test_a_picture_that_was_never_uploaded_is_refused(bank: Bank):
    code, _ = handed_in(bank, add(bank))
    foreign = add(bank) | {"id": "f" * 32}
    with pytest.raises(RefusedError, match="finns inte kvar"):
        handed_in(bank, foreign)
    with pytest.raises(RefusedError, match="finns inte kvar"):
        correct(bank, code, feature("x", pictures=[foreign]), 1)


def test_there_is_a_greatest_number_of_pictures(bank: Bank):
    with pytest.raises(RefusedError):
        submit(bank, feature("x", pictures=[add(bank)] * 5), Contact())


def test_a_collections_file_cannot_name_a_picture_that_is_not_stored(tmp_path: Path):
    picture = {"id": "e" * 32, "width": 1, "height": 1, "alt": "x", "photographer": "y"}
    ideas = collect(feature("x", pictures=[picture | {"licence": "cc0"}])).ideas
    path = tmp_path / "ideas.geojson"
    path.write_text(dumps(ideas), encoding="utf-8")
    assert ideas[0].pictures
    assert Bank(path, Store("sqlite://")).current().collection.ideas[0].pictures is None


def test_only_what_was_never_handed_in_is_purged(bank: Bank):
    kept, idea_id = add(bank), handed_in(bank, add(bank))[1]
    draft = add_picture(bank.store, encoded(image(seed=9)))["id"]
    assert purge(bank.store, RetentionDays())["pictures"] == 0
    with bank.store.write() as session:
        old = now() - dt.timedelta(days=DRAFT_DAYS, seconds=1)
        session.execute(update(StoredPicture).values(created=old))
    assert purge(bank.store, RetentionDays())["pictures"] == 1
    assert load_picture(bank.store, draft, "card") is None
    assert load_picture(bank.store, str(kept["id"]), "card")
    review.publish(bank, idea_id, 1, "Red")
    assert bank.current().pictures == {kept["id"]}


def test_the_same_picture_is_stored_once(bank: Bank):
    assert add(bank) == add(bank)
    with bank.store.read() as session:
        assert session.scalar(select(func.count()).select_from(StoredPicture)) == len(SIZES)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_export_names_the_pictures_and_has_no_position(
    ending: str, bank: Bank, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SERVICEKARTAN_ADDRESS", "https://karta.example/")
    picture = add(bank)
    _, idea_id = handed_in(bank, picture)
    review.publish(bank, idea_id, 1, "Red")
    content = FORMATS[ending].write([bank.current().collection.by_id[idea_id]])
    assert not [text for text in PRIVATE if text in content]
    if ending != "xlsx":
        assert str(picture["id"]).encode() in content


def test_an_import_leaves_the_pictures(bank: Bank):
    from geodata.importing.file_readers import read_table
    from geodata.importing.plan import guess_columns, make_plan

    _, idea_id = handed_in(bank, add(bank))
    review.publish(bank, idea_id, 1, "Red")
    ideas = bank.current().collection.ideas
    for ending, form in FORMATS.items():
        table = read_table(f"x.{ending}", form.write(ideas))
        plan = make_plan(bank, table, guess_columns(table))
        assert {row.action for row in plan.rows} == {"same"}, ending


# On a tour's own slides


def own_slide(bank: Bank, **texts: str) -> Tour:
    """A tour of one slide with a picture, uploaded by its leader."""
    facts = {"alt": "Bygdegården", "photographer": "Kim Ek", "licence": "cc_by"} | texts
    picture = add_picture(bank.store, with_position(), in_tours=True) | facts
    return Tour.model_validate({"title": "x", "stops": [{"heading": "Vi", "picture": picture}]})


def test_a_picture_on_a_tours_slide_can_be_seen_and_has_no_position(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pictures, "open_bank", lambda: bank)
    monkeypatch.setattr(pictures, "open_store", lambda: bank.store)
    client = TestClient(Starlette(routes=pictures.ROUTES))
    (identifier,) = own_slide(bank).pictures
    for size in SIZES:
        answer = client.get(f"/{picture_path(identifier, size)}")
        assert answer.status_code == 200
        assert not [text for text in PRIVATE if text in answer.content]


def test_every_file_of_a_tour_has_the_picture_of_its_slide(bank: Bank):
    tour = own_slide(bank)
    stops = slides(tour, {}, "sv")
    load = partial(load_picture, bank.store)
    deck = Presentation(io.BytesIO(to_pptx(tour, stops, "sv", load=load)))
    shapes = list(deck.slides[1].shapes)
    (photo,) = [shape for shape in shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert photo._element.nvPicPr.cNvPr.get("descr") == "Bygdegården"
    assert (photo.crop_left, photo.crop_top) == (0, 0)
    texts = [shape for shape in shapes if shape.has_text_frame and shape.left < photo.left]
    assert all(shape.left + shape.width <= photo.left for shape in texts)
    paper = PdfReader(io.BytesIO(to_pdf(tour, stops, "sv", "https://x/{}".format, load=load)))
    assert len(paper.pages[0].images) == 1
    page = take_home(tour, {}, "sv", None, load)
    inside = re.search(r"data:image/jpeg;base64,([^\"]+)", page)
    pixels = (photo.image.blob, paper.pages[0].images[0].data, b64decode(inside[1]))
    assert not [text for text in PRIVATE for blob in pixels if text in blob]
    assert page.count("data:image/jpeg;base64,") == 1
    slide = "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    for text in (paper.pages[0].extract_text(), page, slide):
        assert "Foto: Kim Ek. CC BY 4.0" in text


@pytest.mark.parametrize("missing", ["alt", "photographer", "licence"])
def test_a_picture_on_a_slide_needs_its_texts(missing: str, bank: Bank):
    document = own_slide(bank).model_dump(mode="json")
    document["stops"][0]["picture"][missing] = ""
    with pytest.raises(TourFileError, match="stopp 1, picture: "):
        parse_tour(json.dumps(document | {"format": FORMAT}).encode(), "x.json")


def test_a_tour_has_room_for_ten_pictures(bank: Bank):
    (stop,) = own_slide(bank).stops
    assert len(Tour(title="x", stops=(stop,) * 10).pictures) == 10
    with pytest.raises(ValueError, match="egna foton"):
        Tour(title="x", stops=(stop,) * 11)


def test_a_tours_picture_is_kept_as_long_as_a_tour_or_a_room_has_it(bank: Bank):
    tour = own_slide(bank)
    create_tour(bank.store, tour, "key")
    (identifier,) = tour.pictures

    def age() -> None:
        with bank.store.write() as session:
            old = now() - dt.timedelta(days=DRAFT_DAYS + 1)
            session.execute(update(StoredPicture).values(created=old))

    age()
    assert purge(bank.store, RetentionDays())["pictures"] == 0
    with bank.store.write() as session:
        session.execute(delete(SavedTour))
    open_room(bank.store, tour, "key")
    assert purge(bank.store, RetentionDays())["pictures"] == 0
    with bank.store.write() as session:
        session.execute(delete(Room))
    assert purge(bank.store, RetentionDays())["pictures"] == 1
    assert load_picture(bank.store, identifier, "card") is None


def test_a_tour_cannot_show_a_picture_that_an_editor_has_withdrawn(bank: Bank):
    picture = add(bank)
    _, idea_id = handed_in(bank, picture)
    review.publish(bank, idea_id, 1, "Red")
    review.withdraw_by_editor(bank, idea_id, "", "Red")
    stop = TourStop.model_validate({"heading": "Vi", "picture": picture})
    tour = Tour(title="x", stops=(stop,))
    assert with_stored_pictures(bank.store, tour).pictures == ()
    assert with_stored_pictures(bank.store, own_slide(bank)).pictures != ()


# Erased for good


def test_an_erased_picture_is_gone_from_everywhere(bank: Bank, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pictures, "open_bank", lambda: bank)
    monkeypatch.setattr(pictures, "open_store", lambda: bank.store)
    client = TestClient(Starlette(routes=pictures.ROUTES))
    picture = add(bank)
    identifier = str(picture["id"])
    _, idea_id = handed_in(bank, picture)
    review.publish(bank, idea_id, 1, "Red")
    tour = own_slide(bank)
    assert tour.pictures == (identifier,)
    paths = [f"/{picture_path(identifier, size)}" for size in SIZES]
    assert {client.get(path).status_code for path in paths} == {200}
    erase_picture(bank, idea_id, identifier, "Red")
    erase_picture(bank, idea_id, identifier, "Red")
    assert {client.get(path).status_code for path in paths} == {410}
    assert [load_picture(bank.store, identifier, size) for size in SIZES] == [None] * 3
    assert bank.current().collection.by_id[idea_id].pictures is None
    assert with_stored_pictures(bank.store, tour).pictures == ()
    (version,) = review.load_history(bank, idea_id)
    assert "pictures" not in version.feature["properties"]
    review.restore(bank, idea_id, 1, "Red")
    assert bank.current().pictures == frozenset()
    for in_tours in (False, True):
        with pytest.raises(PictureError, match="tagit bort"):
            add_picture(bank.store, with_position(), in_tours=in_tours)


def test_the_other_pictures_of_an_example_stay(bank: Bank):
    other = add_picture(bank.store, encoded(image(seed=5)))
    facts = {"alt": "En mack", "photographer": "Bo", "licence": "cc0"}
    both = [add(bank), other | facts]
    code = submit(bank, feature("x", title="Macken", pictures=both), Contact())
    idea_id = load_submission(bank, code).idea_id
    review.publish(bank, idea_id, 1, "Red")
    erase_picture(bank, idea_id, str(both[0]["id"]), "Red")
    assert bank.current().pictures == {other["id"]}
    (version,) = review.load_history(bank, idea_id)
    assert version.feature["properties"]["pictures"] == [both[1]]


# In files to take home

TEN = [
    feature(
        f"x{n}",
        pictures=[
            {"id": f"{n}" * 32, "width": 9, "height": 9, "alt": f"Bild {n}"}
            | {"photographer": "Kim Ek", "licence": "cc_by"}
        ],
    )
    for n in range(10)
]


@pytest.mark.slow
def test_ten_of_the_largest_pictures_fit_on_a_stick_and_have_no_position():
    """Noise is what compresses least: each picture takes all the bytes that it may."""
    photo = encode(noise(2000, 1500))["projector"].content
    assert len(photo) > 0.6 * SIZES["projector"].most_bytes
    ideas = collect(*TEN).by_id
    tour = tour_of(ideas.values(), "Tio bilder")
    full = photo.ljust(SIZES["projector"].most_bytes, b"\0")
    guides = open_bank().current().guides
    file = take_home(tour, ideas, "sv", guides, lambda _id, _size: full).encode()
    assert len(file) < 6_000_000
    assert file.count(b"data:image/jpeg;base64,") == 10


@pytest.mark.slow
def test_slides_on_paper_and_in_powerpoint_have_the_photo_with_its_text():
    photo = encode(with_position())["projector"].content
    ideas = collect(*TEN[:1]).by_id
    tour = tour_of(ideas.values(), "En bild")
    stops = slides(tour, ideas, "sv")

    def load(_identifier: str, _size: str) -> bytes:
        return photo

    deck = Presentation(io.BytesIO(to_pptx(tour, stops, "sv", load=load)))
    page = deck.slides[1]
    pictures = [shape for shape in page.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    names = [shape._element.nvPicPr.cNvPr.get("descr") for shape in pictures]
    assert names[1] == "Bild 0"
    assert "Foto: Kim Ek. CC BY 4.0" in [s.text_frame.text for s in page.shapes if s.has_text_frame]
    paper = PdfReader(io.BytesIO(to_pdf(tour, stops, "sv", "https://x/{}".format, load=load)))
    assert "Foto: Kim Ek. CC BY 4.0" in "".join(page.extract_text() for page in paper.pages)
    assert len(paper.pages[0].images) == 3


def test_streamlit_and_the_proxy_let_the_largest_picture_through():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["server"]["maxUploadSize"] == decoding.MAX_MEGABYTES
    limit = re.search(r"client_max_body_size (\d+)m;", (ROOT / "proxy/nginx.conf").read_text())
    assert int(limit[1]) > decoding.MAX_MEGABYTES
