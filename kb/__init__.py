"""The standardised problem base: entries, search, learning, import and export."""

import os

# The search's matrices are small: threads would only wait for one another. Read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
