"""What people call their columns: English, Spanish, the Nonprofit Success Pack's and CiviCRM's headings.

Keys are folded (see ``words.fold``): lower case, no accents, no punctuation.
"""

# Words before a heading that do not change what it means.
PREFIXES = (
    "contact1", "contact 1", "household", "home", "primary", "main", "mailing", "personal", "preferred", "individual",
    "member", "person", "constituent", "supporter", "billing", "principal", "del contacto", "de contacto",
)  # fmt: skip

FIELD_HEADINGS: dict[str, tuple[str, ...]] = {
    "given_name": (
        "first name", "firstname", "first", "given name", "given names", "forename", "christian name", "fname",
        "nombres", "nombre de pila", "primer nombre", "prenom", "vorname", "nome",
    ),
    "family_name": (
        "last name", "lastname", "last", "surname", "family name", "lname", "apellido", "apellidos",
        "primer apellido", "nom de famille", "nachname", "sobrenome",
    ),
    "full_name": (
        "full name", "fullname", "display name", "sort name", "contact name", "complete name", "volunteer name",
        "nombre completo", "nombre y apellido", "nombre y apellidos", "apellido y nombre", "apellidos y nombre",
        "first and last name", "first name and last name", "name last first",
    ),
    "honorific": ("salutation", "honorific", "prefix", "name prefix", "tratamiento", "tratamento", "anrede"),
    "email": (
        "email", "e mail", "email address", "e mail address", "mail address", "work email", "alternate email",
        "other email", "email 1", "email 2", "email 3", "e mail 1", "e mail 2", "e mail 1 value", "e mail 2 value",
        "correo electronico", "correo e", "direccion de correo", "direccion de correo electronico", "email primario",
        "correo electronico 2", "secondary email",
    ),
    "phone": (
        "phone", "phones", "phone number", "telephone", "telephone number", "tel", "tel no", "mobile", "mobile phone",
        "mobile number", "cell", "cell phone", "cellphone", "cellular", "work phone", "other phone", "phone 1",
        "phone 2", "phone 3", "phone 1 value", "phone 2 value", "tel 1", "tel 2", "sms number", "whatsapp",
        "telefono", "telefonos", "numero de telefono", "telefono movil", "telefono fijo", "telefono celular",
        "celular", "cel", "movil", "numero de celular", "telefono 1", "telefono 2", "telefone", "landline",
    ),
    "street": (
        "street", "street address", "street address 1", "address line 1", "address 1", "address1", "street 1",
        "supplemental address 1", "calle", "domicilio", "calle y numero", "rua",
    ),
    "city": ("city", "town", "city town", "locality", "ciudad", "localidad", "municipio", "poblacion", "ville", "ort"),
    "region": (
        "state", "state province", "province", "region", "county", "state or province", "state abbreviation", "estado",
        "provincia", "departamento", "comunidad autonoma",
    ),
    "postal_code": (
        "zip", "zip code", "zipcode", "zip postal code", "postal code", "postalcode", "postcode", "post code",
        "zip postal", "codigo postal", "cp", "c p", "plz", "cep",
    ),
    "country": ("country", "country name", "nation", "pais", "land"),
    "job_title": ("job title", "jobtitle", "position", "occupation", "profession", "cargo", "puesto", "ocupacion",
                  "profesion", "contact1 title"),
    "external_id": (
        "contact id", "internal contact id", "external id", "external identifier", "constituent id", "member id",
        "membership id", "membership number", "member number", "supporter id", "record id", "unique id", "id",
        "van id", "vanid", "id de contacto", "id externo", "numero de socio", "identificador", "numero de miembro",
    ),
    "type": ("contact type", "constituent type", "record type", "tipo de contacto"),
    "interests": (
        "interests", "interest", "topics", "topic", "issues", "cares about", "tags", "tag", "tag s", "group s",
        "groups", "areas of interest", "issue areas", "temas", "temas de interes", "intereses", "etiquetas", "causas",
    ),
    "language": ("language", "preferred language", "idioma", "lengua", "idioma preferido"),
    "note": (
        "note", "notes", "note s", "comment", "comments", "remarks", "nota", "notas", "comentario", "comentarios",
        "observaciones",
    ),
    "no_email": (
        "do not email", "do not e mail", "email opt out", "has opted out of email", "no email", "no emails",
        "opted out of email", "no bulk emails", "no bulk emails user opt out", "unsubscribed", "email unsubscribed",
        "do not mail email", "no enviar correos", "no enviar correo", "no correo", "no email por favor",
        "dado de baja", "baja correo",
    ),
    "yes_email": (
        "wants e mail", "wants email", "wants emails", "ok to email", "ok to e mail", "accepts email",
        "accepts emails", "email opt in", "email ok", "subscribed", "newsletter", "wants newsletter", "can email",
        "may we email", "acepta correos", "acepta correo", "acepta correo electronico", "acepta email",
        "acepta emails", "quiere correos", "suscrito", "boletin", "recibe boletin",
    ),
    "no_phone": (
        "do not call", "do not phone", "phone opt out", "no calls", "no phone", "no phone calls", "dnc", "no llamar",
        "no llamadas", "no telefonear",
    ),
    "yes_phone": (
        "ok to call", "okay to call", "accepts calls", "accepts phone", "can call", "may we call", "phone opt in",
        "call ok", "wants calls", "acepta llamadas", "acepta llamada", "acepta telefono", "se puede llamar",
        "quiere llamadas",
    ),
    "no_sms": ("do not sms", "do not text", "sms opt out", "no texts", "no text messages", "no sms",
               "no enviar sms", "no mensajes"),
    "yes_sms": (
        "ok to text", "sms opt in", "text opt in", "accepts texts", "accepts sms", "wants texts", "acepta sms",
        "acepta mensajes", "acepta mensajes de texto",
    ),
    "no_post": ("do not mail", "no mail", "no postal mail", "do not post", "no correo postal"),
    "no_contact": ("do not contact", "no contact", "dnc all", "no contactar", "no contacto"),
    "yes_share": (
        "may share with coalition", "may share with the coalition", "may share",
        "coalition sharing", "ok to share", "ok to pass to partners",
        "share with partners", "sharing", "may we share", "can share", "share details", "data sharing",
        "acepta compartir", "puede compartirse", "compartir", "compartir con la coalicion", "acepta ceder datos",
    ),
    "no_share": ("do not trade", "do not share", "no sharing", "no compartir"),
    "birth_date": (
        "birth date", "birthdate", "date of birth", "dob", "d o b", "birthday", "born", "born on", "day of birth",
        "fecha de nacimiento", "fecha nacimiento", "f nacimiento", "f de nacimiento", "nacimiento", "nacido", "nacida",
        "cumpleanos",
    ),
    "deceased": ("deceased", "is deceased", "deceased yn", "fallecido", "fallecida", "difunto"),
}  # fmt: skip

# Headings that could be several things; the first values decide, or the importer.
AMBIGUOUS: dict[str, tuple[str, ...]] = {
    "name": ("full_name", "given_name"),
    "nombre": ("full_name", "given_name"),
    "names": ("full_name", "given_name"),
    "contact": ("full_name", "email", "phone"),
    "contacto": ("full_name", "email", "phone"),
    "title": ("honorific", "job_title"),
    "titulo": ("honorific", "job_title"),
    "mail": ("email", "street"),
    "correo": ("email", "street"),
    "address": ("street", "email"),
    "direccion": ("street", "email"),
    "opt out": ("no_email", "no_phone", "no_contact"),
    "opted out": ("no_email", "no_phone", "no_contact"),
    "baja": ("no_email", "no_phone", "no_contact"),
    "opt in": ("yes_email", "yes_phone", "yes_sms"),
    "ok to contact": ("yes_email", "yes_phone"),
    "acepta contacto": ("yes_email", "yes_phone"),
    "consent": ("yes_email", "yes_phone", "yes_share"),
    "consentimiento": ("yes_email", "yes_phone", "yes_share"),
    "number": ("phone", "external_id"),
    "numero": ("phone", "external_id"),
}
