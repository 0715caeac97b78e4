import gettext
import os
from pathlib import Path

from coalition.platform.server.catalogues import compile_catalogues

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Stop"
msgstr "Alto"

#, fuzzy
msgid "Go"
msgstr "Vete"
"""


def test_compile_catalogues_compiles_what_is_newer_and_leaves_doubtful_words_out(tmp_path: Path) -> None:
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(PO)
    assert compile_catalogues([tmp_path]) == 1
    assert compile_catalogues([tmp_path]) == 0
    spanish = gettext.translation("django", tmp_path, ["es"])
    assert (spanish.gettext("Stop"), spanish.gettext("Go")) == ("Alto", "Go")
    later = source.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_catalogues([tmp_path]) == 1
