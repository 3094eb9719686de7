# SPDX-License-Identifier: Apache-2.0
"""Makes the compiled language data from a folder of corpora (`python -m lexicon.build`)."""
