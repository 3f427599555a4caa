"""Letters by e-mail: what stands in a mail, what waits to be sent, and the server that takes it."""
