# SPDX-License-Identifier: Apache-2.0
"""stub"""


def are_current(o, l):
    return True


def write_all(*a):
    return ""
