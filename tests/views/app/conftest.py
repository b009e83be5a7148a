"""Solara reads its settings when it is imported, by whichever test comes first: those of the dashboard."""

import os

from sim.views.app.serve import SETTINGS

os.environ.update(SETTINGS | {"SOLARA_ROOT_PATH": "", "SOLARA_BASE_URL": ""})
