"""The Windows installer: one file that puts the program in place for one user, without an administrator."""
