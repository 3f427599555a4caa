"""Letters by e-mail: addresses, messages and their templates, and the mail server."""
