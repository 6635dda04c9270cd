"""Names of currencies in the languages of the site, for banks that publish no names, or unusable names.

The Uzbek names are those of the Central Bank of Uzbekistan, with look-alike letters of the other script corrected. The
Russian names are in the nominative, from the same bank or the Bank of Russia. CLDR has only a quarter of them in Uzbek
Cyrillic. A line has a code and its names in English, Russian, Uzbek, and Uzbek in Cyrillic. A former currency whose
successor has the same name has its last year in the name.
"""

from __future__ import annotations

LANGUAGES = ("en", "ru", "uz", "uz-Cyrl")
_LINES = """
AED UAE Dirham | Дирхам ОАЭ | BAA dirhami | БАА дирҳами
AFA Afghani (–2003) | Афгани (–2003) | Afg‘oniston afg‘onisi (–2003) | Афғонистон афғониси (–2003)
AFN Afghan Afghani | Афгани | Afg‘oniston afg‘onisi | Афғонистон афғониси
AMD Armenian Dram | Армянский драм | Armaniston drami | Арманистон драми
ARS Argentine Peso | Аргентинское песо | Argentina pesosi | Аргентина песоси
ATS Austrian Schilling | Австрийский шиллинг | Avstriya shillingi | Австрия шиллинги
AUD Australian Dollar | Австралийский доллар | Avstraliya dollari | Австралия доллари
AZM Azerbaijani Manat (–2006) | Азербайджанский манат (–2006) | Ozarbayjon manati (–2006) | Озарбайжон манати (–2006)
AZN Azerbaijani Manat | Азербайджанский манат | Ozarbayjon manati | Озарбайжон манати
BDT Bangladeshi Taka | Бангладешская така | Bangladesh takasi | Бангладеш такаси
BEF Belgian Franc | Бельгийский франк | Belgiya franki | Бельгия франки
BGL Bulgarian Lev (–1999) | Болгарский лев (–1999) | Bolgariya levi (–1999) | Болгария леви (–1999)
BGN Bulgarian Lev | Болгарский лев | Bolgariya levi | Болгария леви
BHD Bahraini Dinar | Бахрейнский динар | Bahrayn dinori | Баҳрайн динори
BND Brunei Dollar | Брунейский доллар | Bruney dollari | Бруней доллари
BOB Boliviano | Боливиано | Boliviya bolivianosi | Боливия боливианоси
BRL Brazilian Real | Бразильский реал | Braziliya reali | Бразилия реали
BYB Belarusian Ruble (–2000) | Белорусский рубль (–2000) | Belorus rubli (–2000) | Белорус рубли (–2000)
BYN Belarusian Ruble | Белорусский рубль | Belorus rubli | Белорус рубли
BYR Belarusian Ruble (–2016) | Белорусский рубль (–2016) | Belorus rubli (–2016) | Белорус рубли (–2016)
CAD Canadian Dollar | Канадский доллар | Kanada dollari | Канада доллари
CHF Swiss Franc | Швейцарский франк | Shveytsariya franki | Швейцария франки
CNY Chinese Yuan | Китайский юань | Xitoy yuani | Хитой юани
CUP Cuban Peso | Кубинское песо | Kuba pesosi | Куба песоси
CYP Cyprus Pound | Кипрский фунт | Kipr funti | Кипр фунти
CZK Czech Koruna | Чешская крона | Chexiya kronasi | Чехия кронаси
DEM Deutsche Mark | Немецкая марка | Germaniya markasi | Германия маркаси
DKK Danish Krone | Датская крона | Daniya kronasi | Дания кронаси
DZD Algerian Dinar | Алжирский динар | Jazoir dinori | Жазоир динори
EEK Estonian Kroon | Эстонская крона | Estoniya kronasi | Эстония кронаси
EGP Egyptian Pound | Египетский фунт | Misr funti | Миср фунти
ESP Spanish Peseta | Испанская песета | Ispaniya pesetasi | Испания песетаси
ETB Ethiopian Birr | Эфиопский быр | Efiopiya biri | Эфиопия бири
EUR Euro | Евро | Yevro | Евро
FIM Finnish Markka | Финляндская марка | Finlandiya markasi | Финляндия маркаси
FRF French Franc | Французский франк | Fransiya franki | Франция франки
GBP Pound Sterling | Фунт стерлингов | Angliya funt sterlingi | Англия фунт стерлинги
GEL Georgian Lari | Грузинский лари | Gruziya larisi | Грузия лариси
GRD Greek Drachma | Греческая драхма | Gretsiya draxmasi | Греция драхмаси
HKD Hong Kong Dollar | Гонгконгский доллар | Gongkong dollari | Гонгконг доллари
HRK Croatian Kuna | Хорватская куна | Xorvatiya kunasi | Хорватия кунаси
HUF Hungarian Forint | Венгерский форинт | Vengriya forinti | Венгрия форинти
IDR Indonesian Rupiah | Индонезийская рупия | Indoneziya rupiyasi | Индонезия рупияси
IEP Irish Pound | Ирландский фунт | Irlandiya funti | Ирландия фунти
ILS Israeli New Shekel | Новый израильский шекель | Isroil shekeli | Исроил шекели
INR Indian Rupee | Индийская рупия | Hindiston rupiyasi | Ҳиндистон рупияси
IQD Iraqi Dinar | Иракский динар | Iroq dinori | Ироқ динори
IRR Iranian Rial | Иранский риал | Eron riali | Эрон риали
ISK Icelandic Króna | Исландская крона | Islandiya kronasi | Исландия кронаси
ITL Italian Lira | Итальянская лира | Italiya lirasi | Италия лираси
JOD Jordanian Dinar | Иорданский динар | Iordaniya dinori | Иордания динори
JPY Japanese Yen | Японская иена | Yaponiya iyenasi | Япония иенаси
KGS Kyrgyzstani Som | Киргизский сом | Qirg‘iz somi | Қирғиз соми
KHR Cambodian Riel | Камбоджийский риель | Kambodja riyeli | Камбоджа риели
KRW South Korean Won | Вона Республики Корея | Koreya Respublikasi voni | Корея Республикаси вони
KWD Kuwaiti Dinar | Кувейтский динар | Quvayt dinori | Қувайт динори
KZT Kazakhstani Tenge | Казахстанский тенге | Qozog‘iston tengesi | Қозоғистон тенгеси
LAK Lao Kip | Лаосский кип | Laos kipisi | Лаос киписи
LBP Lebanese Pound | Ливанский фунт | Livan funti | Ливан фунти
LTL Lithuanian Litas | Литовский лит | Litva liti | Литва лити
LUF Luxembourg Franc | Люксембургский франк | Lyuksemburg franki | Люксембург франки
LVL Latvian Lats | Латвийский лат | Latviya lati | Латвия лати
LYD Libyan Dinar | Ливийский динар | Liviya dinori | Ливия динори
MAD Moroccan Dirham | Марокканский дирхам | Marokash dirhami | Марокаш дирҳами
MDL Moldovan Leu | Молдавский лей | Moldaviya leyi | Молдавия лейи
MMK Myanmar Kyat | Мьянманский кьят | Myanma kyati | Мьянма кьяти
MNT Mongolian Tugrik | Монгольский тугрик | Mongoliya tugriki | Монголия тугрики
MTL Maltese Lira | Мальтийская лира | Malta lirasi | Мальта лираси
MXN Mexican Peso | Мексиканское песо | Meksika pesosi | Мексика песоси
MYR Malaysian Ringgit | Малайзийский ринггит | Malayziya ringgiti | Малайзия ринггити
NGN Nigerian Naira | Нигерийская найра | Nigeriya nayrasi | Нигерия найраси
NLG Dutch Guilder | Нидерландский гульден | Niderlandiya guldeni | Нидерландия гульдени
NOK Norwegian Krone | Норвежская крона | Norvegiya kronasi | Норвегия кронаси
NZD New Zealand Dollar | Новозеландский доллар | Yangi Zelandiya dollari | Янги Зеландия доллари
OMR Omani Rial | Оманский риал | Ummon riali | Уммон риали
PHP Philippine Peso | Филиппинское песо | Filippin pesosi | Филиппин песоси
PKR Pakistani Rupee | Пакистанская рупия | Pokiston rupiyasi | Покистон рупияси
PLN Polish Zloty | Польский злотый | Polsha zlotiysi | Польша злотийси
PTE Portuguese Escudo | Португальское эскудо | Portugaliya eskudosi | Португалия эскудоси
QAR Qatari Rial | Катарский риал | Qatar riali | Қатар риали
ROL Romanian Leu (–2005) | Румынский лей (–2005) | Ruminiya leyi (–2005) | Руминия лейи (–2005)
RON Romanian Leu | Румынский лей | Ruminiya leyi | Руминия лейи
RSD Serbian Dinar | Сербский динар | Serbiya dinori | Сербия динори
RUB Russian Ruble | Российский рубль | Rossiya rubli | Россия рубли
RUR Russian Ruble (–1998) | Российский рубль (–1998) | Rossiya rubli (–1998) | Россия рубли (–1998)
SAR Saudi Riyal | Саудовский риял | Saudiya Arabistoni riali | Саудия Арабистони риали
SDD Sudanese Dinar | Суданский динар | Sudan dinori | Судан динори
SDG Sudanese Pound | Суданский фунт | Sudan funti | Судан фунти
SEK Swedish Krona | Шведская крона | Shvetsiya kronasi | Швеция кронаси
SGD Singapore Dollar | Сингапурский доллар | Singapur dollari | Сингапур доллари
SIT Slovenian Tolar | Словенский толар | Sloveniya tolari | Словения толари
SKK Slovak Koruna | Словацкая крона | Slovakiya kronasi | Словакия кронаси
SYP Syrian Pound | Сирийский фунт | Suriya funti | Сурия фунти
THB Thai Baht | Таиландский бат | Tailand bati | Таиланд бати
TJR Tajikistani Ruble | Таджикский рубль | Tojikiston rubli | Тожикистон рубли
TJS Tajikistani Somoni | Таджикский сомони | Tojikiston somonisi | Тожикистон сомониси
TMM Turkmenistan Manat (–2009) | Туркменский манат (–2009) | Turkmaniston manati (–2009) | Туркманистон манати (–2009)
TMT Turkmenistan New Manat | Новый туркменский манат | Turkmaniston manati | Туркманистон манати
TND Tunisian Dinar | Тунисский динар | Tunis dinori | Тунис динори
TRL Turkish Lira (–2005) | Турецкая лира (–2005) | Turkiya lirasi (–2005) | Туркия лираси (–2005)
TRY Turkish Lira | Турецкая лира | Turkiya lirasi | Туркия лираси
TWD New Taiwan Dollar | Новый тайваньский доллар | Yangi Tayvan dollari | Янги Тайван доллари
UAH Ukrainian Hryvnia | Украинская гривна | Ukraina grivnasi | Украина гривнаси
UAK Ukrainian Karbovanets | Украинский карбованец | Ukraina karbovanetsi | Украина карбованеци
USD US Dollar | Доллар США | AQSH dollari | АҚШ доллари
UYU Uruguayan Peso | Уругвайское песо | Urugvay pesosi | Уругвай песоси
UZS Uzbekistani Sum | Узбекский сум | O‘zbekiston so‘mi | Ўзбекистон сўми
VEF Venezuelan Bolívar (–2018) | Венесуэльский боливар (–2018) | Venesuela bolivari (–2018) | Венесуэла боливари (–2018)
VES Venezuelan Bolívar | Венесуэльский боливар | Venesuela bolivari | Венесуэла боливари
VND Vietnamese Dong | Вьетнамский донг | Vetnam dongi | Вьетнам донги
XDR Special Drawing Rights | СДР (специальные права заимствования) | SDR | СДР
XEU European Currency Unit | ЭКЮ (европейская валютная единица) | EKYU | ЭКЮ
YER Yemeni Rial | Йеменский риал | Yaman riali | Яман риали
ZAR South African Rand | Южноафриканский рэнд | Janubiy Afrika randi | Жанубий Африка ранди
"""
NAMES = {line[:3]: dict(zip(LANGUAGES, line[4:].split(" | "), strict=True)) for line in _LINES.strip().split("\n")}
"""By code: the names by language."""
