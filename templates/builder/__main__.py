"""Write all templates into templates/letters."""

from pathlib import Path

from templates.builder.letters import template_files

FOLDER = Path(__file__).parents[1] / "letters"


def main() -> None:
    """Write the templates."""
    for name, data in template_files().items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
