"""`python -m workflow.lint` prints docs/lint.md."""

from workflow.lint.docs import document

if __name__ == "__main__":
    print(document(), end="")
