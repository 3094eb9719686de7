# SPDX-License-Identifier: Apache-2.0
"""Fields of a document, from the letterhead at its top to the signers at its end."""

from pipeline.extract.boundaries import document_boundaries
from pipeline.extract.fields import extract_fields

__all__ = ["document_boundaries", "extract_fields"]
