"""To whom a person may complain about an organization, by the organization's country. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop


@dataclass(frozen=True, slots=True)
class Authority:
    """The supervisory authority of a country, by its own name, and its page for complaints."""

    name: str
    url: str

    @property
    def in_words(self) -> str:
        """Its name; in the reader's language where it is a description and no name."""
        return gettext(self.name)


AUTHORITIES: dict[str, Authority] = {
    "AR": Authority("Agencia de Acceso a la Información Pública (AAIP)", "https://www.argentina.gob.ar/aaip"),
    "AT": Authority("Datenschutzbehörde", "https://www.dsb.gv.at/"),
    "BE": Authority(
        "Autorité de protection des données / Gegevensbeschermingsautoriteit", "https://www.dataprotectionauthority.be/"
    ),
    "BR": Authority("Autoridade Nacional de Proteção de Dados (ANPD)", "https://www.gov.br/anpd/"),
    "CA": Authority("Office of the Privacy Commissioner of Canada", "https://www.priv.gc.ca/"),
    "CH": Authority(
        "Eidgenössischer Datenschutz- und Öffentlichkeitsbeauftragter (EDÖB)", "https://www.edoeb.admin.ch/"
    ),
    "CO": Authority("Superintendencia de Industria y Comercio", "https://www.sic.gov.co/"),
    "DE": Authority("Die Datenschutzaufsicht des Bundeslandes (Liste beim BfDI)", "https://www.bfdi.bund.de/"),
    "ES": Authority("Agencia Española de Protección de Datos (AEPD)", "https://www.aepd.es/"),
    "FR": Authority("Commission nationale de l'informatique et des libertés (CNIL)", "https://www.cnil.fr/"),
    "GB": Authority("Information Commissioner's Office (ICO)", "https://ico.org.uk/make-a-complaint/"),
    "IE": Authority("Data Protection Commission", "https://www.dataprotection.ie/"),
    "IT": Authority("Garante per la protezione dei dati personali", "https://www.garanteprivacy.it/"),
    "MX": Authority("Secretaría Anticorrupción y Buen Gobierno", "https://www.gob.mx/buengobierno"),
    "NL": Authority("Autoriteit Persoonsgegevens", "https://www.autoriteitpersoonsgegevens.nl/"),
    "NZ": Authority("Office of the Privacy Commissioner", "https://www.privacy.org.nz/"),
    "PT": Authority("Comissão Nacional de Proteção de Dados (CNPD)", "https://www.cnpd.pt/"),
    "US": Authority(gettext_noop("The attorney general of your state"), "https://www.usa.gov/state-attorney-general"),
}
_EUROPE = Authority(
    gettext_noop("The data protection authority of your country (list)"),
    "https://www.edpb.europa.eu/about-edpb/members",
)


def authority_for(country: str) -> Authority:
    """The authority for organizations of a country (ISO 3166, two letters); elsewhere the European list."""
    return AUTHORITIES.get(country, _EUROPE)
