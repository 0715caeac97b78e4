from consent.portal.models.token import LinkRequest, PortalSession, PortalToken

__all__ = ["LinkRequest", "PortalSession", "PortalToken"]
