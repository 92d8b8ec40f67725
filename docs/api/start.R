# Hoeveel scholen staan op elk niveau? Alleen wat R zelf meebrengt (4.0 of nieuwer).
# Zet je sleutel in de omgeving: Sys.setenv(WARMESCHOLEN_SLEUTEL = "ws_sleutel_...")

site <- Sys.getenv("WARMESCHOLEN_SITE", "http://localhost:8000")
programma <- Sys.getenv("WARMESCHOLEN_PROGRAMMA", "warme-scholen")
adres <- paste0(site, "/api/v1/", programma, "/observations/?source=agreed&format=csv")
sleutel <- paste("Bearer", Sys.getenv("WARMESCHOLEN_SLEUTEL"))

rijen <- read.csv(url(adres, headers = c(Authorization = sleutel), encoding = "UTF-8"), na.strings = "")

print(aggregate(school ~ round + indicator_name + level_name, data = rijen, FUN = length))
