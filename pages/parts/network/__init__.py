"""Parts of the page Servicenätverket."""
