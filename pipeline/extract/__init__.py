# SPDX-License-Identifier: Apache-2.0
"""Fields of a document, from the letterhead at its top to the signers at its end."""

from pipeline.extract.boundaries import document_boundaries
from pipeline.extract.documents import (
    FoundDocument,
    extract_documents,
    extract_fields,
    with_others_told,
)

__all__ = [
    "FoundDocument",
    "document_boundaries",
    "extract_documents",
    "extract_fields",
    "with_others_told",
]
