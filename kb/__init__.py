"""The standardised problem base: entries, search, learning, import and export."""

import os

# The search's matrices and batches are small: threads would only wait for one another. Read when they are first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
