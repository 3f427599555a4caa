"""The pages in a browser: `office` and `oversight` for offices with a link, `console` for officers, `api` for programs.

A page is a file in one of these packages and a line in its `routes.py`; `app.py` puts the routes together. Pages are
made on the server and need no script; `workflow` decides, `web` shows the result.
"""
