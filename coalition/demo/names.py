"""Names, places and topics of the demo. None belongs to a particular person; addresses and numbers are reserved."""

# (share of the population, language spoken at home, given names, family names)
ORIGINS: tuple[tuple[int, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        34,
        "es",
        (
            "Ana", "María", "José", "Luis", "Carmen", "Rosa", "Miguel", "Lucía", "Diego", "Elena", "Javier", "Sofía",
            "Mateo", "Valentina", "Camila", "Héctor", "Ximena", "Raúl", "Beatriz", "Ignacio", "Guadalupe", "Tomás",
            "Marisol", "Andrés", "Paloma", "Ernesto", "Yolanda", "Rubén", "Itzel", "Joaquín", "Araceli", "Óscar",
        ),
        (
            "García", "Hernández", "Martínez", "López", "González", "Pérez", "Rodríguez", "Sánchez", "Ramírez",
            "Flores", "Gómez", "Díaz", "Reyes", "Morales", "Cruz", "Ortiz", "Gutiérrez", "Chávez", "Ramos", "Ruiz",
            "Mendoza", "Aguilar", "Castillo", "Vásquez", "Romero", "Medina", "Peña", "Núñez", "Ibarra", "Zúñiga",
        ),
    ),
    (
        28,
        "en",
        (
            "Emma", "Noah", "Grace", "Daniel", "Hannah", "Caleb", "Ruth", "Samuel", "Claire", "Owen", "Julia", "Peter",
            "Martha", "Simon", "Nora", "Walter", "Alice", "Henry", "Joan", "Theo", "Iris", "Frank", "Margot", "Ellis",
        ),
        (
            "Miller", "Baker", "Clark", "Turner", "Hughes", "Fisher", "Palmer", "Olsen", "Murphy", "Sullivan", "Novak",
            "Rossi", "Weber", "Larsen", "Cohen", "Harris", "Walsh", "Kaplan", "Petrov", "Lindgren", "Moretti", "Byrne",
        ),
    ),
    (
        13,
        "en",
        (
            "Aaliyah", "Marcus", "Imani", "Darnell", "Keisha", "Andre", "Zora", "Malik", "Nia", "Terrence", "Ebony",
            "Isaiah", "Simone", "Jamal", "Renee", "Omari", "Latoya", "Xavier", "Monique", "Elijah",
        ),
        (
            "Washington", "Jefferson", "Banks", "Freeman", "Coleman", "Booker", "Hayes", "Gaines", "Dorsey", "Mosley",
            "Franklin", "Grant", "Simmons", "Bridges", "Cain", "Okafor", "Adeyemi", "Mensah", "Bekele", "Tesfaye",
        ),
    ),
    (
        16,
        "en",
        (
            "Mei", "Wei", "Linh", "Minh", "Ji-woo", "Hana", "Kenji", "Yuki", "Tuan", "Thuy", "Jun", "Ling", "Amy",
            "Kevin", "Grace", "Vincent", "Maricel", "Rowena", "Jomar", "Bayani", "Lourdes", "Dalisay",
        ),
        (
            "Chen", "Wong", "Nguyen", "Tran", "Lee", "Kim", "Park", "Tanaka", "Sato", "Huang", "Pham", "Lam", "Chan",
            "Santos", "Bautista", "Dela Cruz", "Villanueva", "Ocampo", "Liu", "Zhang", "Le", "Vang",
        ),
    ),
    (
        9,
        "en",
        (
            "Priya", "Arjun", "Anjali", "Rohan", "Fatima", "Omar", "Layla", "Yusuf", "Noor", "Samir", "Parisa",
            "Dariush", "Zainab", "Karim", "Meera", "Vikram", "Leila", "Tariq",
        ),
        (
            "Patel", "Singh", "Shah", "Kapoor", "Rahman", "Khan", "Haddad", "Nasser", "Hosseini", "Farahani", "Iyer",
            "Reddy", "Mansour", "Aziz", "Malik", "Gill",
        ),
    ),
)  # fmt: skip

# (city, share, postal codes, area codes in use there)
CITIES: tuple[tuple[str, int, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Oakland", 26, ("94601", "94602", "94605", "94606", "94607", "94609", "94612", "94621"), ("510", "341")),
    ("San Francisco", 20, ("94102", "94103", "94110", "94112", "94124", "94134"), ("415", "628")),
    ("San José", 14, ("95110", "95112", "95116", "95122", "95127"), ("408", "669")),
    ("Richmond", 9, ("94801", "94804", "94805"), ("510", "341")),
    ("Berkeley", 7, ("94702", "94703", "94710"), ("510", "341")),
    ("Hayward", 7, ("94541", "94544", "94545"), ("510", "341")),
    ("Concord", 6, ("94518", "94520"), ("925",)),
    ("Redwood City", 5, ("94061", "94063"), ("650",)),
    ("Vallejo", 4, ("94589", "94590"), ("707",)),
    ("Salinas", 2, ("93901", "93905"), ("831",)),
)
# People who moved to the Bay keep the number they had: all in the Pacific time zone.
AREA_CODES_ELSEWHERE = ("209", "213", "310", "323", "503", "530", "559", "562", "619", "626", "661", "916")
STREETS = (
    "Alder Street", "Bay Laurel Avenue", "Canal Street", "Dogwood Lane", "East Harbor Street", "Fig Tree Court",
    "Granary Street", "Heron Way", "Juniper Avenue", "Kestrel Street", "Lantern Street", "Manzanita Avenue",
    "Orchard Street", "Pelican Court", "Quarry Road", "Redbud Avenue", "Saltmarsh Road", "Tidewater Avenue",
)  # fmt: skip
MAIL_DOMAINS = (
    "example.com", "example.org", "example.net", "mail.example", "post.example", "correo.example", "bayarea.example",
)  # fmt: skip
