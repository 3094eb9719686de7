# SPDX-License-Identifier: Apache-2.0
"""Small documents of our own making, their expected records, and the programs that draw them."""
