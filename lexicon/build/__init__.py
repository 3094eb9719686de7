# SPDX-License-Identifier: Apache-2.0
"""Makes the compiled language data from a folder of corpora.

`python -m lexicon.build` makes the language model and the case model. What repair knows of readers
is made from pages that are printed, spoiled and read back, in this order, each by
``python -m lexicon.build.NAME``:

1. ``channel_pages``: the pages; a thousand for ``eng`` take ten to thirty minutes on two cores;
   the channel ``eng`` is made of 3,560 (seeds 101, 303, 404), ``vie`` and ``Vietnamese`` of fewer,
   with ``--words-at-least 3``;
2. ``channel_training``: ``channel-NAME.npz``;
3. ``specks``, ``placement``: ``specks.tsv``, ``tone_placement.tsv``;
4. ``channel_weights``: rows of ``channel-weights.tsv``;
5. ``context_model``: ``context_model.bin``, from corpora garbled by the channel and searched with
   n-gram models that do not know them (``garbled_words``, ``heard_text``); needs PyTorch and two
   hours, and the language model and the channel as they are in ``lexicon/data``.

What reads numbers written by hand, ``handwriting.bin``, is made by ``handwriting`` from MNIST and
fonts that look like handwriting; it needs PyTorch and 100 minutes.

Tables counted in the corpora have a module each too: ``acronyms``, ``agencies``, ``hyphenated``,
``law_names``.
"""
