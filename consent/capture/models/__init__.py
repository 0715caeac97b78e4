from consent.capture.models.form import Form, FormVersion
from consent.capture.models.sign_up import Proof, SignUp, Submission

__all__ = ["Form", "FormVersion", "Proof", "SignUp", "Submission"]
