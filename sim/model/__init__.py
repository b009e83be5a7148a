"""The model of MODEL.md, one mechanism per file: its parameters, its rule and the process that applies it."""
