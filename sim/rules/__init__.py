"""The theory as pure functions on arrays: no Mesa, no input or output, one mechanism a file.

Every argument is a number or a float32 array over worlds, shape (worlds,), unless its docstring says otherwise; results
have the broadcast shape. Equation numbers are those of MODEL.md.
"""
