"""Sample facts for every template, for trial letters, the gallery and tests."""
