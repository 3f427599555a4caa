"""The domain of Wian: circulars, the cascade, follow-up, registers and letters.

Nothing here imports the command line, the background work or the web; nothing here reads the clock.
"""
