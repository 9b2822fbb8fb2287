"""Room routes: the phones' page, the results on the wall and the websocket between them."""

from pages.routes.room.hub import running
from pages.routes.room.pages import ROUTES
from pages.routes.room.redirect import RoomRedirect

__all__ = ["ROUTES", "RoomRedirect", "running"]
