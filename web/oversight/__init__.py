"""The pages of a level for the units below it: passing on, reports, time requests, links."""
