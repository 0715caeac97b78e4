"""JSON log lines: time, level, logger, message, request id. Never personal data: arguments are not interpolated."""

import json
import logging
import re
from datetime import UTC, datetime

from coalition.platform.requests import current_origin

_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+|\+?\d[\d\s().-]{7,}\d")


class JsonFormatter(logging.Formatter):
    """One JSON object a line; e-mail addresses and phone numbers are replaced by ``[redacted]``."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _ADDRESS.sub("[redacted]", record.getMessage()),
            "request_id": current_origin().request_id,
        }
        if record.exc_info:
            line["exception"] = _ADDRESS.sub("[redacted]", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
