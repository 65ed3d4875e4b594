"""One door for every sentence that a learner or an instructor reads: ``_("…")``.

A translation is a gettext catalogue, ``kerastutor/locale/<language>/LC_MESSAGES/kerastutor.mo``.
The language is that of ``KERASTUTOR_LANG``, else of the usual ``LANGUAGE``/``LC_ALL``/``LANG``.
"""

import gettext
import os
from pathlib import Path

_chosen = os.environ.get("KERASTUTOR_LANG")
_catalogue = gettext.translation(
    "kerastutor",
    localedir=Path(__file__).parent / "locale",
    languages=[_chosen] if _chosen else None,
    fallback=True,
)

_ = _catalogue.gettext
ngettext = _catalogue.ngettext
