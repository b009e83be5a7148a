"""What no table of shares must be read without."""

from __future__ import annotations

CONDITIONAL = (
    "All shares are conditional on judged parameters: not a forecast, and never advice to delay, condition or refuse"
    " the release of anyone."
)
CAUTION = f"The interval is the noise of the simulated worlds only; quote the range first. {CONDITIONAL}"
