"""The four organizations of the demo: what each is about, and how its spreadsheet looks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoOrganization:
    """One member organization; ``weights`` favour cities and languages, ``headings`` are its spreadsheet's."""

    slug: str
    name: str
    language: str
    size: int
    speaks: str
    cities: frozenset[str]
    topics: tuple[str, ...]
    headings: tuple[str, ...]
    basis: str


ENGLISH = (
    "External ID", "First Name", "Last Name", "Preferred Language", "Email", "Phone", "Street", "City", "State",
    "Postal Code", "Interests", "Do Not Email", "Do Not Phone",
)  # fmt: skip
SPANISH = (
    "ID externo", "Nombre", "Apellido", "Idioma", "Correo electrónico", "Teléfono", "Calle", "Ciudad", "Estado",
    "Código postal", "Intereses", "No enviar correo", "No llamar",
)  # fmt: skip
BASIS = "Signed up with us at meetings and on our web form, since 2023"

ORGANIZATIONS = (
    DemoOrganization(
        "harbor-tenants", "Harbor Tenants Union", "en", 1250, "",
        frozenset({"Oakland", "Richmond", "Berkeley", "Hayward"}),
        ("Rent control", "Repairs", "Eviction defense", "Housing", "Transit"), ENGLISH, BASIS,
    ),
    DemoOrganization(
        "valley-workers", "Valley Workers Center", "en", 900, "es",
        frozenset({"San José", "Hayward", "Redwood City", "Salinas"}),
        ("Wages", "Safety at work", "Housing", "Immigration", "Health care"), ENGLISH, BASIS,
    ),
    DemoOrganization(
        "river-climate", "River Climate Alliance", "en", 1100, "",
        frozenset({"San Francisco", "Richmond", "Berkeley", "Vallejo", "Concord"}),
        ("Clean air", "Transit", "Housing", "Energy bills", "Parks"), ENGLISH, BASIS,
    ),
    DemoOrganization(
        "vecinos-unidos", "Vecinos Unidos", "es", 450, "es",
        frozenset({"Oakland", "San Francisco", "San José", "Richmond"}),
        ("Vivienda", "Inmigración", "Escuelas", "Salud", "Transporte"), SPANISH,
        "Se inscribieron con nosotros en reuniones y en nuestro formulario, desde 2023",
    ),
)  # fmt: skip
