"""The names of facts as the catalogue writes them."""


def fact_names(value: object, name: str = "") -> set[str]:
    """The names of everything in some facts, as the catalogue writes them."""
    if isinstance(value, dict):
        return {
            found for key, part in value.items() for found in ({f"{name}{key}"} | fact_names(part, f"{name}{key}."))
        }
    if isinstance(value, list):
        return {
            found for part in value if isinstance(part, dict) for found in fact_names(part, f"{name.rstrip('.')}[].")
        }
    return set()
