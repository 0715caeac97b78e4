"""The four organizations of the demo: what each is about, and how its spreadsheet looks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoOrganization:
    """One member organization. ``size``, ``speaks`` and ``cities`` weigh who is on its list, ``headings`` are its
    spreadsheet's, ``focus`` is the topic it contributes to the campaign, ``team`` names its people by role."""

    slug: str
    name: str
    language: str
    size: int
    speaks: str
    cities: frozenset[str]
    topics: tuple[str, ...]
    headings: tuple[str, ...]
    basis: str
    focus: str
    team: dict[str, str]


# What each column of the spreadsheets holds, in their order.
FIELDS = (
    "external_id", "given_name", "family_name", "language", "email", "phone", "street", "city", "region",
    "postal_code", "interests", "no_email", "no_phone", "yes_share",
)  # fmt: skip
ENGLISH = (
    "External ID", "First Name", "Last Name", "Preferred Language", "Email", "Phone", "Street", "City", "State",
    "Postal Code", "Interests", "Do Not Email", "Do Not Phone", "May Share",
)  # fmt: skip
SPANISH = (
    "ID externo", "Nombre", "Apellido", "Idioma", "Correo electrónico", "Teléfono", "Calle", "Ciudad", "Estado",
    "Código postal", "Intereses", "No enviar correo", "No llamar", "Puede compartir",
)  # fmt: skip
BASIS = "Signed up with us at meetings and on our web form, since 2023"

ORGANIZATIONS = (
    DemoOrganization(
        "harbor-tenants", "Harbor Tenants Union", "en", 1250, "",
        frozenset({"Oakland", "Richmond", "Berkeley", "Hayward"}),
        ("Rent control", "Repairs", "Eviction defense", "Housing", "Transit"), ENGLISH, BASIS, "Rent control",
        {
            "admin": "Marisol Banks", "organizer": "Terrence Ocampo", "fundraiser": "Hannah Reddy",
            "analyst": "Minh Larsen", "volunteer": "Jo Villanueva",
        },
    ),
    DemoOrganization(
        "valley-workers", "Valley Workers Center", "en", 900, "es",
        frozenset({"San José", "Hayward", "Redwood City", "Salinas"}),
        ("Wages", "Safety at work", "Housing", "Immigration", "Health care"), ENGLISH, BASIS, "Wages",
        {
            "admin": "Héctor Ibarra", "organizer": "Linh Santos", "fundraiser": "Andre Weber",
            "analyst": "Yolanda Cruz", "volunteer": "Samir Okafor",
        },
    ),
    DemoOrganization(
        "river-climate", "River Climate Alliance", "en", 1100, "",
        frozenset({"San Francisco", "Richmond", "Berkeley", "Vallejo", "Concord"}),
        ("Clean air", "Transit", "Housing", "Energy bills", "Parks"), ENGLISH, BASIS, "Energy bills",
        {
            "admin": "Nora Freeman", "organizer": "Kenji Haddad", "fundraiser": "Priya Olsen",
            "analyst": "Caleb Tran", "volunteer": "Simone Park",
        },
    ),
    DemoOrganization(
        "vecinos-unidos", "Vecinos Unidos", "es", 450, "es",
        frozenset({"Oakland", "San Francisco", "San José", "Richmond"}),
        ("Vivienda", "Inmigración", "Escuelas", "Salud", "Transporte"), SPANISH,
        "Se inscribieron con nosotros en reuniones y en nuestro formulario, desde 2023", "Vivienda",
        {
            "admin": "Guadalupe Reyes", "organizer": "Joaquín Medina", "fundraiser": "Araceli Núñez",
            "analyst": "Tomás Peña", "volunteer": "Itzel Aguilar",
        },
    ),
)  # fmt: skip
