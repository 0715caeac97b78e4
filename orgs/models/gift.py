from django.db import models

from coalition.platform.tenancy import OrganizationOwned
from orgs.models.constituent import Constituent

DIGITS, PLACES = 16, 3  # three decimals: the dinars have them


class Fund(OrganizationOwned):
    """What gifts are for."""

    name = models.CharField(max_length=100)
    closed_at = models.DateTimeField(null=True, help_text="offered no more; its gifts stay")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_fund_owned"),
            models.UniqueConstraint(fields=["organization", "name"], name="orgs_fund_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RecurringPlan(OrganizationOwned):
    """A constituent gives again and again. What came and what is missing is derived from the gifts that name it."""

    class Every(models.TextChoices):
        MONTH = "month"
        QUARTER = "quarter"
        YEAR = "year"

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="plans", db_constraint=False)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    currency = models.CharField(max_length=3)
    every = models.CharField(max_length=8, choices=Every.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    taken_back_at = models.DateTimeField(null=True, help_text="written down by mistake: it counts for nothing")
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="+", db_constraint=False)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [models.Index(fields=["organization", "constituent"], name="orgs_plan_by_constituent")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_plan_owned"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="orgs_plan_amount"),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
                name="orgs_plan_days",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"


class Ask(OrganizationOwned):
    """What a constituent was asked for, and what they answered."""

    class Kind(models.TextChoices):
        MONEY = "money"
        TIME = "time"
        ACTION = "action"

    class Answer(models.TextChoices):
        OPEN = "open"
        YES = "yes"
        NO = "no"
        LATER = "later"

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="asks", db_constraint=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.DecimalField(null=True, max_digits=DIGITS, decimal_places=PLACES)
    currency = models.CharField(max_length=3, blank=True)
    asked_on = models.DateField()
    asked_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True, help_text="when to come back to it")
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.OPEN)
    answered_on = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=models.functions.Now())
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "constituent", "-asked_on"], name="orgs_ask_by_constituent"),
            models.Index(fields=["organization", "answer", "due_on", "id"], name="orgs_ask_by_answer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_ask_owned"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True, currency="")
                | (models.Q(amount__gt=0, kind="money") & ~models.Q(currency="")),
                name="orgs_ask_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"ask {self.pk}"


class Gift(OrganizationOwned):
    """Money that a constituent gave.

    One that was taken back stays, and counts for nothing; a change is a new gift that ``replaces`` one taken back.
    """

    class Method(models.TextChoices):
        TRANSFER = "transfer"
        CARD = "card"
        DEBIT = "debit"
        CASH = "cash"
        CHECK = "check"
        ONLINE = "online"
        OTHER = "other"

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="gifts", db_constraint=False)
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    currency = models.CharField(max_length=3)
    received_on = models.DateField()
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="+", db_constraint=False)
    method = models.CharField(max_length=16, choices=Method.choices, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    plan = models.ForeignKey(RecurringPlan, models.PROTECT, null=True, related_name="+", db_constraint=False)
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, related_name="+", db_constraint=False)
    interaction = models.BigIntegerField(null=True, help_text="its line in the timeline, at noon of the day")
    recorded_by = models.ForeignKey("orgs.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=models.functions.Now())
    taken_back_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_constraint=False)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "constituent", "-received_on"], name="orgs_gift_by_constituent"),
            models.Index(fields=["organization", "-received_on", "-id"], name="orgs_gift_newest"),
            models.Index(fields=["organization", "fund", "received_on"], name="orgs_gift_by_fund"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_gift_owned"),
            models.UniqueConstraint(
                fields=["organization", "external_id"],
                condition=models.Q(taken_back_at__isnull=True) & ~models.Q(external_id=""),
                name="orgs_gift_external",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="orgs_gift_amount"),
        ]

    def __str__(self) -> str:
        return f"gift {self.pk}"


class Capacity(OrganizationOwned):
    """What a constituent could give in one currency, by whose estimate."""

    constituent = models.ForeignKey(Constituent, models.CASCADE, related_name="capacities", db_constraint=False)
    currency = models.CharField(max_length=3)
    least = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    most = models.DecimalField(null=True, help_text="null: or more", max_digits=DIGITS, decimal_places=PLACES)
    source = models.CharField(max_length=200)
    noted_on = models.DateField()

    class Meta:
        verbose_name_plural = "capacities"
        constraints = [
            models.UniqueConstraint(fields=["organization", "constituent", "currency"], name="orgs_capacity_once"),
            models.CheckConstraint(
                condition=models.Q(least__gt=0) & (models.Q(most__isnull=True) | models.Q(most__gte=models.F("least"))),
                name="orgs_capacity_band",
            ),
        ]

    def __str__(self) -> str:
        return f"capacity {self.pk}"
