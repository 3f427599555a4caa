"""Sample facts for every template: templates are tried with them, and the gallery and tests are made from them."""
