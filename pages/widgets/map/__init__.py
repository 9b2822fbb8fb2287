"""The map, the choice among places of one name, and the map on other sites."""
