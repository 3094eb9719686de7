# SPDX-License-Identifier: Apache-2.0
"""The printed text of a record for formats that set it anew: lines become paragraphs, tables and
lists again (``pieces``), and their place on the page tells how they were set (``form``)."""
