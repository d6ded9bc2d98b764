"""`python -m nianbao` is the command line."""

from nianbao.cli import program

if __name__ == "__main__":
    program()
