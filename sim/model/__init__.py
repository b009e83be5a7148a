"""The model of MODEL.md, one mechanism a file: its parameters, its rule and the process that applies it."""
