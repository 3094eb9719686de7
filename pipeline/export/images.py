# SPDX-License-Identifier: Apache-2.0
"""Cleaned page images for the eye."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.export.whole_file import make_folder, write_whole


def write_page_image(
    folder: Path, source_path: Path, number: int, image: NDArray[np.uint8]
) -> Path:
    """Write page ``number`` (from 1) of ``source_path`` as PNG into ``folder``; its path.

    ``image`` is uint8, (height, width) gray or (height, width, 3) RGB. Raises FileAccessError.
    """
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(image).save(data, "PNG", compress_level=3)
    path = folder / f"{source_path.stem}-{number:04d}.png"
    make_folder(folder)
    write_whole(path, data.getvalue())
    return path
