"""Who vouches for people from outside, and who these people are here."""

from django.db import models

from ..contracts import new_id, utc_now
from .people import Group, User
from .sealed import SealedField

#: What the secrets of a provider are sealed for.
PROVIDER_PURPOSE = "kernel.identity_provider"
#: What the half-way state of a sign-in is sealed for.
ATTEMPT_PURPOSE = "kernel.sign_in_attempt"


class IdentityProvider(models.Model):
    """A system outside that vouches for people (CD-B-02): an administrator edits it on the page 登录方式."""

    class Kind(models.TextChoices):
        """The language it speaks."""

        OIDC = "oidc", "OpenID Connect"
        SAML = "saml", "SAML 2.0"
        CAS = "cas", "CAS 3.0"
        LDAP = "ldap", "LDAP"
        SCIM = "scim", "SCIM 2.0"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: Stands in addresses that other systems know, so it never changes.
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=60, blank=True, default="")
    enabled = models.BooleanField(default=False)
    #: Whether people and groups may be provisioned over SCIM in its name.
    provisions = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    settings = models.JSONField(default=dict)
    #: A sealed JSON object of the secret settings.
    secrets = SealedField(purpose=PROVIDER_PURPOSE, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)
    synced_at = models.DateTimeField(null=True, blank=True)
    #: What the last synchronisation did: {"seen", "created", "updated", "deactivated", "refused", "error"}.
    sync_report = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.title


class ExternalIdentity(models.Model):
    """A person as a provider knows them. Found by `subject` alone: names and mail addresses change hands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="identities")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    subject = models.CharField(max_length=255)
    #: The name the person has there; for people, not for finding anybody.
    username = models.CharField(max_length=255, blank=True, default="")
    #: Made by SCIM, which sees and changes only its own.
    provisioned = models.BooleanField(default=False)
    #: What SCIM said and our own record does not keep (services/scim/remembering.py).
    said = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=utc_now)
    changed_at = models.DateTimeField(default=utc_now)
    last_sign_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="identity_subject_once"),
            models.UniqueConstraint(fields=["provider", "user"], name="identity_user_once"),
        ]


class ExternalGroup(models.Model):
    """A group that a provider made over SCIM; it sees and changes only its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="groups")
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="external")
    external_id = models.CharField(max_length=255, blank=True, default="")
    changed_at = models.DateTimeField(default=utc_now)


class SignInAttempt(models.Model):
    """A sign-in that is half way: the browser was sent to the provider and has not come back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="attempts")
    #: Digest of the value that travels through the provider (`state`, RelayState).
    state_digest = models.CharField(max_length=64, unique=True)
    #: Digest of the value in the browser's cookie: only the browser that began may finish.
    browser_digest = models.CharField(max_length=64)
    #: Sealed JSON of what only we may know: nonce, PKCE verifier, request id; later the verified identity.
    sealed = SealedField(purpose=ATTEMPT_PURPOSE)
    next = models.CharField(max_length=500, default="/")
    created_at = models.DateTimeField(default=utc_now)
    expires_at = models.DateTimeField()
    #: When the provider's answer was taken; it is taken once.
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="attempt_expiry")]


class UsedAssertion(models.Model):
    """An assertion or ticket that has opened a session; it opens no second one."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "digest"], name="assertion_once")]
        indexes = [models.Index(fields=["expires_at"], name="assertion_expiry")]
