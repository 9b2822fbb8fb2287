"""Parts of the page Överblick."""
