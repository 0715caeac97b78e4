from django.db import models

from coalition.platform.tenancy import OrganizationOwned


class DistrictMap(OrganizationOwned):
    """Districts of one kind, from an uploaded table of postal codes or from boundaries."""

    class Kind(models.TextChoices):
        CONGRESSIONAL = "congressional"
        STATE_SENATE = "state_senate"
        STATE_HOUSE = "state_house"
        COUNTY = "county"
        WARD = "ward"
        SCHOOL = "school"
        OTHER = "other"

    class Source(models.TextChoices):
        POSTCODES = "postcodes"
        BOUNDARIES = "boundaries"

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=16, choices=Source.choices)
    file_name = models.CharField(max_length=200)
    placed_at = models.DateTimeField(null=True, help_text="when people were last looked up")
    created_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_districtmap_owned"),
            models.UniqueConstraint(fields=["organization", "name"], name="orgs_districtmap_once"),
        ]

    def __str__(self) -> str:
        return self.name


class District(OrganizationOwned):
    """One district of a map. ``rings`` are its boundaries: ``{"part": 0, "hole": false, "ring": "((x,y),…)"}``.

    ``outline`` is how it is drawn, as an SVG path in the picture of its map; "" where the map has no picture.
    """

    map = models.ForeignKey(DistrictMap, models.CASCADE, related_name="districts", db_constraint=False, db_index=False)
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=200, blank=True)
    rings = models.JSONField(default=list)
    outline = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="orgs_district_owned"),
            models.UniqueConstraint(fields=["organization", "map", "id"], name="orgs_district_of_map"),
            models.UniqueConstraint(fields=["organization", "map", "code"], name="orgs_district_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class DistrictPostcode(OrganizationOwned):
    """A postal code lies in a district."""

    map = models.ForeignKey(DistrictMap, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    district = models.ForeignKey(District, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    postcode = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "map", "postcode"], name="orgs_districtpostcode_once"),
        ]
        indexes = [models.Index(fields=["organization", "district"], name="orgs_dp_by_district")]

    def __str__(self) -> str:
        return f"{self.postcode} in {self.district_id}"


class PostcodePlace(OrganizationOwned):
    """Where the middle of a postal code lies, in degrees."""

    postcode = models.CharField(max_length=16)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "postcode"], name="orgs_postcodeplace_once")]

    def __str__(self) -> str:
        return self.postcode


class ConstituentDistrict(OrganizationOwned):
    """A constituent lives in a district: at most one of each map."""

    constituent = models.ForeignKey(
        "orgs.Constituent", models.CASCADE, related_name="districts", db_constraint=False, db_index=False
    )
    map = models.ForeignKey(DistrictMap, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    district = models.ForeignKey(
        District, models.CASCADE, related_name="constituents", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "constituent", "map"], name="orgs_constituentdistrict_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "district"], name="orgs_cd_by_district")]

    def __str__(self) -> str:
        return f"{self.constituent_id} in {self.district_id}"
