"""The offices' pages: what an office, a district or a province does about a circular, in a browser.

Pages are made on the server and need no script. Reading changes nothing; what changes something is a form sent by
POST. A file for each noun; `workflow` decides what is allowed, `web` only asks it and shows what it says.
"""
