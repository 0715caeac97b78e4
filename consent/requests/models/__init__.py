from consent.requests.models.erasure import Erasure
from consent.requests.models.request import DataRequest, RequestStep, Words

__all__ = ["DataRequest", "Erasure", "RequestStep", "Words"]
