"""What the web server refuses by itself. It is read from the working directory; docs/operations.md tells how it stands behind a proxy."""

from typing import Any

limit_request_line = 4_094
limit_request_fields = 60
limit_request_field_size = 8_190
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 2_000  # a process that grows is replaced
max_requests_jitter = 200
accesslog = None  # an address can hold a secret; the proxy logs without the path of those, see docs/operations.md
control_socket_disable = True  # nothing steers the server but signals
forwarder_headers = ""  # no header of a proxy changes where a request seems to be
header_map = "drop"  # X_Forwarded_Proto would pass for X-Forwarded-Proto
logconfig_dict: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "warmescholen.ui.logs.SecretlessFormatter", "format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"error_console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": [], "level": "INFO"},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False, "qualname": "gunicorn.error"}},
}
