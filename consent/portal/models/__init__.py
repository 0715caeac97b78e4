from consent.portal.models.token import LinkRequest, PortalSession, PortalToken, StepUp

__all__ = ["LinkRequest", "PortalSession", "PortalToken", "StepUp"]
