"""The commands of `allforall`, one subject per file.

Each imports what it needs when it runs, so that help and checks are quick.
"""
