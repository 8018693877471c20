"""Which countries a text names, by their names and by what is said of what is theirs: "Iraq", "Iraqi"."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A country a line, or several between bars: its name, its other names, what and who is of it.
_FORMS = """
Afghanistan, Afghan, Afghans | Albania, Albanian, Albanians | Algeria, Algerian, Algerians | Andorra, Andorran
Angola, Angolan, Angolans | Argentina, Argentine, Argentinian, Argentines | Armenia, Armenian, Armenians
Australia, Australian, Australians | Austria, Austrian, Austrians | Azerbaijan, Azerbaijani, Azeri, Azerbaijanis
Bahamas, Bahamian | Bahrain, Bahraini, Bahrainis | Bangladesh, Bangladeshi, Bangladeshis | Barbados, Barbadian
Belarus, Belarusian, Belarusians | Belgium, Belgian, Belgians | Belize, Belizean | Benin, Beninese
Bhutan, Bhutanese | Bolivia, Bolivian, Bolivians | Bosnia and Herzegovina, Bosnia, Bosnian, Bosnians
Botswana, Motswana | Brazil, Brazilian, Brazilians | Brunei, Bruneian | Bulgaria, Bulgarian, Bulgarians
Burkina Faso, Burkinabe, Burkinabè | Burundi, Burundian | Cambodia, Cambodian, Cambodians
Cameroon, Cameroonian, Cameroonians | Canada, Canadian, Canadians | Cape Verde, Cabo Verde
Central African Republic, Central African | Chad, Chadian | Chile, Chilean, Chileans | China, Chinese
Colombia, Colombian, Colombians | Comoros, Comorian | Costa Rica, Costa Rican | Croatia, Croatian, Croatians
Cuba, Cuban, Cubans | Cyprus, Cypriot, Cypriots | Czech Republic, Czechia, Czech, Czechs
Democratic Republic of the Congo, Democratic Republic of Congo, DR Congo, DRC | Denmark, Danish, Danes
Djibouti, Djiboutian | Dominican Republic, Dominican | East Timor, Timor-Leste, Timorese
Ecuador, Ecuadorian, Ecuadorean | Egypt, Egyptian, Egyptians | El Salvador, Salvadoran, Salvadorans
Equatorial Guinea, Equatorial Guinean | Eritrea, Eritrean, Eritreans | Estonia, Estonian, Estonians
Eswatini, Swaziland, Swazi | Ethiopia, Ethiopian, Ethiopians | Fiji, Fijian, Fijians | Finland, Finnish, Finns
France, French | Gabon, Gabonese | Gambia, Gambian | Germany, German, Germans | Ghana, Ghanaian, Ghanaians
Greece, Greek, Greeks | Grenada, Grenadian | Guatemala, Guatemalan, Guatemalans | Guinea-Bissau
Guyana, Guyanese | Haiti, Haitian, Haitians | Honduras, Honduran, Hondurans | Hungary, Hungarian, Hungarians
Iceland, Icelandic, Icelanders | India, Indian, Indians | Indonesia, Indonesian, Indonesians
Iran, Iranian, Iranians | Iraq, Iraqi, Iraqis | Ireland, Irish | Israel, Israeli, Israelis
Italy, Italian, Italians | Ivory Coast, Côte d'Ivoire, Ivorian, Ivorians | Jamaica, Jamaican, Jamaicans
Japan, Japanese | Jordan, Jordanian, Jordanians | Kazakhstan, Kazakh, Kazakhs | Kenya, Kenyan, Kenyans
Kiribati | Kosovo, Kosovan, Kosovar | Kuwait, Kuwaiti, Kuwaitis | Kyrgyzstan, Kyrgyz | Laos, Laotian
Latvia, Latvian, Latvians | Lebanon, Lebanese | Lesotho, Basotho | Liberia, Liberian, Liberians
Libya, Libyan, Libyans | Liechtenstein | Lithuania, Lithuanian, Lithuanians | Luxembourg
Madagascar, Malagasy | Malawi, Malawian | Malaysia, Malaysian, Malaysians | Maldives, Maldivian
Mali, Malian, Malians | Malta, Maltese | Mauritania, Mauritanian | Mauritius, Mauritian
Mexico, Mexican, Mexicans | Moldova, Moldovan, Moldovans | Monaco, Monegasque
Mongolia, Mongolian, Mongolians | Montenegro, Montenegrin | Morocco, Moroccan, Moroccans
Mozambique, Mozambican | Myanmar, Burma, Burmese | Namibia, Namibian | Nauru, Nauruan | Nepal, Nepalese, Nepali
Netherlands, Holland, Dutch | New Zealand, New Zealander, New Zealanders | Nicaragua, Nicaraguan
Niger, Nigerien | Nigeria, Nigerian, Nigerians | North Korea, North Korean, North Koreans, DPRK
North Macedonia, Macedonia, Macedonian | Norway, Norwegian, Norwegians | Oman, Omani
Pakistan, Pakistani, Pakistanis | Palestine, Palestinian, Palestinians | Panama, Panamanian
Papua New Guinea, Papua New Guinean | Paraguay, Paraguayan | Peru, Peruvian, Peruvians
Philippines, Philippine, Filipino, Filipinos | Poland, Polish, Poles | Portugal, Portuguese
Qatar, Qatari, Qataris | Romania, Romanian, Romanians | Russia, Russian Federation, Russian, Russians
Rwanda, Rwandan, Rwandans | Samoa, Samoan, Samoans | Saudi Arabia, Saudi, Saudi Arabian, Saudis
Senegal, Senegalese | Serbia, Serbian, Serbs | Seychelles | Sierra Leone, Sierra Leonean | Singapore, Singaporean
Slovakia, Slovak, Slovaks | Slovenia, Slovenian, Slovene | Solomon Islands | Somalia, Somali, Somalis
South Africa, South African, South Africans | South Korea, South Korean, South Koreans
South Sudan, South Sudanese | Spain, Spanish, Spaniards | Sri Lanka, Sri Lankan, Sri Lankans
Sudan, Sudanese | Suriname, Surinamese | Sweden, Swedish, Swedes | Switzerland, Swiss | Syria, Syrian, Syrians
Taiwan, Taiwanese | Tajikistan, Tajik | Tanzania, Tanzanian | Thailand, Thai, Thais | Togo, Togolese
Tonga, Tongan | Trinidad and Tobago, Trinidadian | Tunisia, Tunisian, Tunisians | Turkey, Türkiye, Turkish, Turks
Turkmenistan, Turkmen | Uganda, Ugandan, Ugandans | Ukraine, Ukrainian, Ukrainians
United Arab Emirates, UAE, Emirati | United Kingdom, Great Britain, Britain, UK, U.K., U.K, British, Britons
United States, United States of America, USA, US, U.S., U.S, U.S.A., American, Americans, America
Uruguay, Uruguayan | Uzbekistan, Uzbek | Vanuatu | Vatican City, Vatican
Venezuela, Venezuelan, Venezuelans | Vietnam, Vietnamese | Yemen, Yemeni, Yemenis | Zambia, Zambian
Zimbabwe, Zimbabwean, Zimbabweans
"""
# They hold the name of a country and are none, or not that one.
_NONE = (
    "South America|South American|Central America|Central American|Latin America|Latin American|North America|"
    "North American|African American|African Americans|Native American|Native Americans|American Samoa|New Mexico|"
    "Northern Ireland|Northern Irish|USA Today|British Columbia|Bank of America|Michael Jordan"
).split("|")

_COUNTRY_OF = {
    form: forms[0]
    for forms in (line.split(", ") for line in re.split(r" \| |\n", _FORMS.strip()))
    for form in forms
}


def _any_of(forms: Iterable[str]) -> str:
    """The longest first: "South Sudan" before "Sudan". "US" is in capitals whatever else is."""
    escaped = ((re.escape(form), form.isupper()) for form in sorted(forms, key=len, reverse=True))
    return "|".join(f"(?-i:{form})" if capitals else form for form, capitals in escaped)


# What names a country or is of one; in texts the case tells "turkey" and "us".
COUNTRY = rf"(?:{_any_of(_COUNTRY_OF)})(?![^\W_])"
# All begin with a capital, at few places in a text.
_NAMED = re.compile(rf"(?<![^\W_])(?=[A-Z])(?:{_any_of([*_COUNTRY_OF, *_NONE])})(?![^\W_])")
_FOLDED = {form.lower(): country for form, country in _COUNTRY_OF.items()}


def country_of(name: str) -> str | None:
    """The country that bears the name, or that what is so called is of: "Netherlands" for "Dutch"."""
    return _FOLDED.get(name.lower())


def countries_in(text: str) -> set[str]:
    """The countries that a text names."""
    return {country for match in _NAMED.finditer(text) if (country := country_of(match[0]))}


def nearest_country(text: str, start: int, end: int, *, within: int) -> str | None:
    """The country named next to a place in a text, no more characters away; the first of two as near."""
    named = _NAMED.finditer(text, max(0, start - within), end + within)
    far = {match: max(start - match.end(), match.start() - end) for match in named if country_of(match[0])}
    return country_of(min(far, key=far.__getitem__)[0]) if far else None


def without_countries(text: str) -> str:
    return _NAMED.sub(" ", text)
