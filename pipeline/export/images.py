# SPDX-License-Identifier: Apache-2.0
"""Cleaned page images for the eye."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import FileAccessError
from pipeline.export.whole_file import make_folder, write_whole


def write_page_image(
    folder: Path, source_path: Path, number: int, image: NDArray[np.uint8]
) -> Path:
    """Write page ``number`` (from 1) of ``source_path`` as PNG into ``folder``; its path.

    ``image`` is (height, width) gray or (height, width, 3) BGR, as OpenCV has it.
    """
    import cv2

    coded, data = cv2.imencode(".png", image)
    path = folder / f"{source_path.stem}-{number:04d}.png"
    if not coded:
        raise FileAccessError(f"{path} cannot be written: the image cannot be stored as PNG")
    make_folder(folder)
    write_whole(path, data.tobytes())
    return path
