# SPDX-License-Identifier: Apache-2.0
"""Fields of a document: letterhead, title, addressees, references, recipients, signers, sections."""

from pipeline.extract.boundaries import document_boundaries
from pipeline.extract.fields import extract_fields

__all__ = ["document_boundaries", "extract_fields"]
