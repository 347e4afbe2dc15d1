"""Words that the rules look for, joined for regular expressions."""

MONTHS = "|".join(
    (
        "january february march april may june july august september october november december",
        "jan feb mar apr jun jul aug sep sept oct nov dec",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "ianuarie februarie martie aprilie mai iunie iulie septembrie octombrie noiembrie decembrie",
        "januari februari mars juni juli augusti oktober",
    )
).replace(" ", "|")
LABELS = "|".join(
    (
        "name", "surname", "first name", "patient", "patient name", "date of birth", "born", "dob", "d.o.b.", "address",
        "hospital number", "hospital no", "patient id", "mrn", "nhs", "insurance", "referred by", "consultant", "gp",
        "imię", "nazwisko", "pacjent", "data urodzenia", "pesel", "adres", "nome", "utente", "data de nascimento",
        "morada", "nume", "pacient", "data nașterii", "cnp", "adresa", "namn", "personnummer", "adress", "född",
    )
)  # fmt: skip
TITLES = (
    "Mr|Mrs|Ms|Miss|Mister|Dr|Prof|Professor|Sir|Lady|Sister|Nurse|Pani|Pan|Senhor|Senhora|Sra|Dona|Domnul|Doamna|"
    "Herr|Fru|Doktor"
)
RELATIVES = (
    "wife|husband|son|daughter|mother|father|brother|sister|partner|neighbour|neighbor|uncle|aunt|cousin|grandson|"
    "granddaughter|nephew|niece"
)
# What begins a sentence or an everyday name behind a relative, and is no name.
COMMON_CAPITALS = {
    "He",
    "She",
    "They",
    "The",
    "His",
    "Her",
    "It",
    "We",
    "And",
    "But",
    "On",
    "At",
    "In",
    "No",
    "After",
}
INITIALS_OF_OTHERS = {
    "U.S.",
    "U.K.",
    "E.U.",
    "D.C.",
    "I.V.",
    "P.O.",
    "I.M.",
    "S.C.",
    "N.B.",
    "U.S.A.",
    "W.H.O.",
}
HOSPITALS_AFTER = (
    "Hospital|Hospitals|Infirmary|Clinic|Medical Centre|Medical Center|Health Centre|Hospice|Sanatorium|Klinikum|"
    "Universitetssjukhus|NHS Trust|NHS Foundation Trust"
)
HOSPITALS_BEFORE = "Hospital|Szpital|Spitalul|Spital|Klinika|Clínica|Clinica|Centro Hospitalar|Institutul|Sjukhuset|Akademiska"
CITIES = "|".join(
    (
        "Warsaw", "Warszawa", "Kraków", "Krakow", "Cracow", "Łódź", "Wrocław", "Poznań", "Gdańsk", "Gdynia", "Szczecin",
        "Lublin", "Katowice", "Białystok", "Rzeszów", "Bydgoszcz", "Toruń", "Kielce", "Olsztyn", "Lisbon", "Lisboa",
        "Porto", "Coimbra", "Braga", "Faro", "Évora", "Setúbal", "Aveiro", "Funchal", "Bucharest", "București",
        "Cluj-Napoca", "Cluj", "Timișoara", "Timisoara", "Iași", "Iasi", "Constanța", "Craiova", "Brașov", "Sibiu",
        "Oradea", "Târgu Mureș", "Stockholm", "Gothenburg", "Göteborg", "Malmö", "Uppsala", "Lund", "Linköping",
        "Örebro", "Umeå", "Västerås", "London", "Birmingham", "Manchester", "Leeds", "Liverpool", "Sheffield",
        "Bristol", "Glasgow(?! Coma| Outcome)", "Edinburgh", "Cardiff", "Belfast", "Newcastle", "Nottingham",
        "Leicester", "Oxford", "Cambridge", "Southampton", "Aberdeen", "Dundee", "Berlin", "Hamburg", "Munich", "Paris",
        "Lyon", "Brussels", "Madrid", "Barcelona", "Rome", "Milan", "Vienna", "Athens", "Delhi", "Mumbai", "Chennai",
        "Nairobi", "Lagos", "Cairo",
    )
)  # fmt: skip
JOBS = (
    "mayor|priest|bishop|rabbi|imam|nun|monk|senator|ambassador(?! programme)|member of parliament|minister of|"
    "celebrity|footballer|olympic|astronaut|beekeeper|zookeeper|lighthouse keeper|prison governor|tv presenter|"
    "news presenter|opera singer|circus"
)
