"""Sample facts for every template: what `wian templates` shows, the gallery prints and tests are made from."""
