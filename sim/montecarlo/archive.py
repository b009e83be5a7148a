"""Arrays in an archive of NumPy's, as may have come by mail: no pickles, and no more than expected."""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import closing

import numpy as np


def unpacked(content: bytes, most: int) -> dict[str, np.ndarray]:
    """The arrays of an archive.

    Parameters
    ----------
    content : the archive
    most : bytes that its members may have together when they are unpacked

    Raises
    ------
    ValueError
        when it is no such archive, is damaged, or holds more; whatever Python says of it becomes this error
    """
    if not content.startswith(b"PK"):
        raise ValueError("no archive of arrays")
    try:
        with closing(np.load(io.BytesIO(content), allow_pickle=False)) as packed:
            if sum(member.file_size for member in packed.zip.infolist()) > most:
                raise ValueError("more than is there")
            return {name: _array(packed[name]) for name in packed.files}
    except (
        KeyError, EOFError, OSError, RuntimeError, NotImplementedError, SyntaxError, OverflowError, MemoryError,
        zipfile.BadZipFile, zlib.error,
    ) as error:  # fmt: skip
        raise ValueError(f"not the arrays that are written ({error or type(error).__name__})") from error


def _array(found: object) -> np.ndarray:
    if not isinstance(found, np.ndarray):
        raise ValueError("something that is no array")
    return found
