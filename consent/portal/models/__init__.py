from consent.portal.models.token import LinkRequest, PortalToken

__all__ = ["LinkRequest", "PortalToken"]
