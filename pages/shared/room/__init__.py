"""The room takes part: the phones' page, the results on the wall and the line between them."""

from pages.shared.room.door import RoomDoor
from pages.shared.room.hub import running
from pages.shared.room.routes import ROUTES

__all__ = ["ROUTES", "RoomDoor", "running"]
