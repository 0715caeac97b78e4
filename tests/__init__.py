"""The tests mirror the source. They run on a throw-away PostgreSQL, as the application role.

Importing this package prepares the environment, so it comes before the settings.
"""

import atexit
import os
import shutil
import tempfile

import django
from django.conf import settings

USERS_HOME = os.environ.get("COMMONLIST_HOME", "")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

if WORKER == "main":  # workers inherit the folder of the process that started them
    home = tempfile.mkdtemp(prefix="commonlist-test-")
    os.chmod(home, 0o711)  # noqa: S103  # root's server account passes through to its own folder
    os.environ["COMMONLIST_HOME"] = home
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["COMMONLIST_TEST_KEEPER"] = str(os.getpid())
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "COMMONLIST_DEMO", "COMMONLIST_ROOT_KEY", "COMMONLIST_BASE_URL"):
    os.environ.pop(name, None)
os.environ["COMMONLIST_TESTING"] = "1"
os.environ["COMMONLIST_DATABASE"] = f"test_{WORKER}"
os.environ["DJANGO_SETTINGS_MODULE"] = "coalition.settings"

django.setup()
# Left in the environment it would make a worker load the settings before this package has named its database.
del os.environ["DJANGO_SETTINGS_MODULE"]
if settings.DATABASES["default"]["NAME"] != os.environ["COMMONLIST_DATABASE"]:
    raise RuntimeError("Unset DJANGO_SETTINGS_MODULE: the settings were loaded before the tests prepared them.")
