# ruff: noqa: E501, a line is one row of a table
"""Which zone a place name means: data only. A line is a zone and the names that people use for it.

The last part of every IANA key is a name too and is not repeated here. Russian names are nominative.
"""

PLACES = """
Europe/Moscow: moscow, москва, московское, московскому, москвич, msk, russian time, saint petersburg, st petersburg, st. petersburg, saint-petersburg, spb, kazan, nizhny novgorod, rostov-on-don, rostov, sochi, krasnodar, voronezh, yaroslavl, tula, murmansk, мск, питер, санкт-петербург, санкт петербург, петербург, спб, казань, нижний новгород, нижнем новгороде, ростов-на-дону, ростове-на-дону, ростов, сочи, краснодар, воронеж, ярославль, тула, рязань, тверь, мурманск, архангельск, белгород, брянск, владимир, вологда, иваново, калуга, кострома, курск, липецк, махачкала, грозный, ставрополь, пенза, смоленск, тамбов, чебоксары, набережные челны, сыктывкар, петрозаводск, великий новгород, псков, орел, саранск, йошкар-ола, нальчик, владикавказ, элиста, майкоп, новороссийск, анапа, таганрог, череповец
Europe/Simferopol: crimea, sevastopol, симферополь, крым, севастополь, ялта
Europe/Kirov: киров
Europe/Kaliningrad: калининград
Europe/Samara: самара, тольятти, tolyatti, ижевск, izhevsk
Europe/Saratov: саратов
Europe/Ulyanovsk: ульяновск
Europe/Astrakhan: астрахань
Europe/Volgograd: волгоград
Asia/Yekaterinburg: ekaterinburg, екатеринбург, екб, chelyabinsk, челябинск, ufa, уфа, perm, пермь, tyumen, тюмень, orenburg, оренбург, magnitogorsk, магнитогорск, сургут, surgut, нижневартовск, нижний тагил, нижнем тагиле, курган, ханты-мансийск, салехард, новый уренгой, новом уренгое
Asia/Omsk: омск
Asia/Novosibirsk: новосибирск
Asia/Barnaul: барнаул, бийск, горно-алтайск
Asia/Tomsk: томск
Asia/Novokuznetsk: новокузнецк, кемерово, kemerovo
Asia/Krasnoyarsk: красноярск, абакан, кызыл, норильск, norilsk
Asia/Irkutsk: иркутск, улан-удэ, ulan-ude, братск
Asia/Chita: чита
Asia/Yakutsk: якутск, благовещенск, blagoveshchensk
Asia/Vladivostok: владивосток, хабаровск, khabarovsk, биробиджан, комсомольск-на-амуре, комсомольске-на-амуре, уссурийск, находка
Asia/Magadan: магадан
Asia/Sakhalin: сахалин, южно-сахалинск, yuzhno-sakhalinsk
Asia/Kamchatka: камчатка, петропавловск-камчатский, петропавловске-камчатском, petropavlovsk
Asia/Anadyr: анадырь
Europe/Kyiv: kiev, ukraine, kharkiv, kharkov, odessa, odesa, dnipro, lviv, киев, київ, украина, харьков, одесса, днепр, львов, запорожье, винница, полтава, николаев, чернигов
Europe/Minsk: belarus, minsk, gomel, минск, беларусь, белоруссия, гомель, брест, гродно, витебск, могилев
Europe/Chisinau: moldova, кишинев, молдова, молдавия
Asia/Almaty: kazakhstan, astana, nur-sultan, shymkent, karaganda, алматы, казахстан, алма-ата, астана, нур-султан, шымкент, караганда, павлодар, усть-каменогорск, семей, тараз
Asia/Qostanay: kostanay, костанай
Asia/Aqtobe: aktobe, актобе
Asia/Aqtau: aktau, актау
Asia/Atyrau: атырау
Asia/Oral: uralsk, уральск
Asia/Qyzylorda: kyzylorda, кызылорда
Asia/Tashkent: uzbekistan, ташкент, узбекистан
Asia/Samarkand: bukhara, самарканд, бухара
Asia/Bishkek: kyrgyzstan, бишкек, киргизия, кыргызстан, ош
Asia/Dushanbe: tajikistan, душанбе, таджикистан
Asia/Ashgabat: turkmenistan, ашхабад, туркмения, туркменистан
Asia/Tbilisi: batumi, тбилиси, батуми, грузия, кутаиси, kutaisi
Asia/Yerevan: armenia, gyumri, ереван, армения, гюмри
Asia/Baku: azerbaijan, баку, азербайджан
Europe/Berlin: germany, munich, hamburg, frankfurt, cologne, dusseldorf, düsseldorf, stuttgart, leipzig, dresden, bonn, nuremberg, hanover, bremen, münchen, köln, deutschland, берлин, германия, мюнхен, гамбург, франкфурт, франкфурт-на-майне, кельн, дюссельдорф, штутгарт, лейпциг, дрезден, бонн, нюрнберг, ганновер, бремен
Europe/London: uk, u.k., england, britain, great britain, united kingdom, scotland, wales, edinburgh, glasgow, manchester, liverpool, leeds, oxford, cambridge, bristol, лондон, англия, великобритания, британия, шотландия, эдинбург, манчестер, ливерпуль, глазго, оксфорд, кембридж
Europe/Paris: france, lyon, marseille, nice, toulouse, bordeaux, париж, франция, лион, марсель, ницца, тулуза, бордо
Europe/Madrid: spain, barcelona, valencia, seville, malaga, bilbao, мадрид, испания, барселона, валенсия, севилья, малага, аликанте
Atlantic/Canary: canaries, canary islands, tenerife, las palmas, тенерифе, канары
Europe/Lisbon: porto, лиссабон, португалия, порту
Europe/Rome: italy, milan, naples, turin, florence, venice, bologna, рим, риме, италия, милан, неаполь, турин, флоренция, венеция, болонья
Europe/Amsterdam: netherlands, holland, rotterdam, the hague, utrecht, eindhoven, амстердам, нидерланды, голландия, роттердам, гаага
Europe/Brussels: belgium, antwerp, ghent, брюссель, бельгия, антверпен
Europe/Luxembourg: люксембург
Europe/Vienna: austria, salzburg, graz, вена, австрия, зальцбург
Europe/Zurich: switzerland, geneva, basel, bern, lausanne, zürich, цюрих, швейцария, женева, базель, берн
Europe/Warsaw: krakow, kraków, gdansk, wroclaw, poznan, lodz, варшава, польша, краков, гданьск, вроцлав, познань
Europe/Prague: czechia, czech republic, brno, прага, чехия, брно
Europe/Bratislava: slovakia, братислава, словакия
Europe/Budapest: hungary, будапешт, венгрия
Europe/Bucharest: romania, cluj, бухарест, румыния
Europe/Sofia: bulgaria, varna, burgas, софия, болгария, варна, бургас
Europe/Athens: greece, thessaloniki, афины, греция, салоники
Europe/Belgrade: serbia, novi sad, белград, сербия, нови-сад, нови сад, нови саде
Europe/Podgorica: montenegro, budva, подгорица, черногория, будва
Europe/Zagreb: croatia, split, загреб, хорватия
Europe/Sarajevo: bosnia, сараево, босния
Europe/Ljubljana: slovenia, любляна, словения
Europe/Skopje: macedonia, скопье, македония
Europe/Tirane: albania, tirana, тирана, албания
Europe/Istanbul: turkey, ankara, antalya, izmir, alanya, стамбул, турция, анкара, анталья, анталия, измир, алания
Asia/Nicosia: cyprus, limassol, larnaca, paphos, никосия, кипр, лимасол, лимассол, ларнака, пафос
Europe/Helsinki: finland, tampere, espoo, хельсинки, финляндия, тампере
Europe/Stockholm: sweden, gothenburg, malmo, malmö, стокгольм, швеция, гетеборг, мальме
Europe/Oslo: norway, bergen, trondheim, осло, норвегия, берген
Europe/Copenhagen: denmark, aarhus, копенгаген, дания
Atlantic/Reykjavik: рейкьявик, исландия
Europe/Dublin: ireland, cork, дублин, ирландия
Europe/Riga: latvia, рига, латвия
Europe/Vilnius: lithuania, kaunas, вильнюс, литва, каунас
Europe/Tallinn: estonia, tartu, таллин, таллинн, эстония, тарту
Europe/Malta: мальта, valletta
Europe/Monaco: монако
Asia/Jerusalem: tel aviv, tel-aviv, haifa, иерусалим, израиль, тель-авив, тель авив, хайфа
Asia/Dubai: uae, emirates, abu dhabi, sharjah, дубай, оаэ, эмираты, абу-даби, шарджа
Asia/Riyadh: saudi arabia, jeddah, эр-рияд, саудовская аравия
Asia/Qatar: doha, катар, доха
Asia/Kuwait: кувейт
Asia/Bahrain: бахрейн
Asia/Muscat: oman, маскат, оман
Asia/Baghdad: iraq, багдад, ирак
Asia/Tehran: тегеран, иран
Asia/Amman: jordan, амман, иордания
Asia/Beirut: lebanon, бейрут, ливан
Asia/Damascus: syria, дамаск, сирия
Asia/Kabul: afghanistan, кабул, афганистан
Asia/Karachi: pakistan, lahore, islamabad, карачи, пакистан, исламабад, лахор
Asia/Kolkata: india, delhi, new delhi, mumbai, bombay, bangalore, bengaluru, chennai, hyderabad, pune, goa, calcutta, indian time, калькутта, индия, дели, мумбаи, бангалор, гоа, ченнаи
Asia/Colombo: sri lanka, коломбо, шри-ланка, шри ланка
Asia/Kathmandu: nepal, катманду, непал
Asia/Dhaka: bangladesh, дакка, бангладеш
Asia/Yangon: myanmar, burma, янгон, мьянма
Asia/Bangkok: thailand, phuket, pattaya, chiang mai, koh samui, бангкок, таиланд, тайланд, пхукет, паттайя, чиангмай, самуи
Asia/Ho_Chi_Minh: vietnam, saigon, hanoi, nha trang, da nang, danang, хошимин, вьетнам, ханой, нячанг, дананг
Asia/Phnom_Penh: cambodia, пномпень, камбоджа
Asia/Vientiane: laos, лаос
Asia/Kuala_Lumpur: malaysia, куала-лумпур, малайзия, куала лумпур
Asia/Singapore: сингапур
Asia/Jakarta: java, джакарта, ява
Asia/Makassar: bali, denpasar, бали
Asia/Manila: philippines, cebu, манила, филиппины
Asia/Shanghai: china, beijing, shenzhen, guangzhou, chengdu, wuhan, hangzhou, шанхай, китай, пекин, шэньчжэнь, гуанчжоу
Asia/Hong_Kong: гонконг
Asia/Taipei: taiwan, тайбэй, тайвань
Asia/Tokyo: jst, osaka, kyoto, sapporo, токио, япония, осака, киото
Asia/Seoul: kst, korea, south korea, busan, сеул, корея, южная корея, пусан
Asia/Ulaanbaatar: mongolia, улан-батор, монголия
Australia/Sydney: aest, aedt, new south wales, сидней
Australia/Melbourne: мельбурн
Australia/Brisbane: gold coast, брисбен
Australia/Perth: awst, перт
Australia/Adelaide: аделаида
Australia/Sydney: canberra, канберра
Pacific/Auckland: nzst, nzdt, new zealand, wellington, christchurch, окленд, новая зеландия, веллингтон
Pacific/Fiji: фиджи
Pacific/Honolulu: hawaii, гонолулу, гавайи
America/Anchorage: alaska, akst, akdt, аляска
America/Los_Angeles: pst, pdt, pt, pacific time, la, l.a., california, san francisco, sf, san diego, san jose, seattle, portland, las vegas, vegas, oakland, sacramento, silicon valley, лос-анджелес, лос анджелес, калифорния, сан-франциско, сан франциско, сиэтл, сан-диего, лас-вегас, портленд
America/Denver: mst, mdt, mountain time, salt lake city, albuquerque, colorado, utah, денвер, солт-лейк-сити
America/Phoenix: arizona, tucson, финикс, аризона
America/Chicago: cdt, central time, texas, houston, dallas, austin, san antonio, minneapolis, milwaukee, new orleans, nashville, memphis, kansas city, st louis, oklahoma city, чикаго, техас, хьюстон, даллас, остин, новый орлеан
America/New_York: est, edt, eastern time, nyc, ny, new york city, brooklyn, manhattan, boston, washington, washington dc, washington d.c., miami, florida, orlando, tampa, atlanta, philadelphia, pittsburgh, charlotte, baltimore, cleveland, нью-йорк, нью йорк, бостон, вашингтон, майами, флорида, филадельфия, атланта, орландо
America/Detroit: michigan, детройт
America/Toronto: ottawa, quebec, торонто, оттава
America/Montreal: монреаль
America/Vancouver: british columbia, ванкувер
America/Edmonton: calgary, alberta, калгари, эдмонтон
America/Winnipeg: виннипег
America/Halifax: nova scotia, галифакс
America/St_Johns: newfoundland
America/Mexico_City: guadalajara, мехико
America/Cancun: канкун
America/Havana: гавана, куба
America/Panama: панама
America/Costa_Rica: коста-рика
America/Santo_Domingo: dominican republic, punta cana, доминикана
America/Puerto_Rico: пуэрто-рико
America/Bogota: colombia, medellin, колумбия, богота
America/Caracas: venezuela, каракас, венесуэла
America/Guayaquil: ecuador, quito, эквадор
America/Lima: peru, лима, перу
America/La_Paz: bolivia, боливия
America/Santiago: chile, чили, сантьяго
America/Argentina/Buenos_Aires: argentina, аргентина, буэнос-айрес
America/Montevideo: uruguay, уругвай
America/Asuncion: paraguay, парагвай
America/Sao_Paulo: rio, rio de janeiro, brasilia, são paulo, сан-паулу, рио-де-жанейро, рио
Africa/Cairo: egypt, sharm el sheikh, hurghada, каир, египет, хургада, шарм-эль-шейх
Africa/Casablanca: morocco, marrakesh, касабланка, марокко
Africa/Tunis: tunisia, тунис
Africa/Algiers: algeria, алжир
Africa/Lagos: nigeria, abuja, нигерия
Africa/Accra: ghana
Africa/Nairobi: kenya, найроби, кения
Africa/Addis_Ababa: ethiopia, эфиопия
Africa/Dar_es_Salaam: tanzania, zanzibar, танзания, занзибар
Africa/Johannesburg: south africa, cape town, durban, pretoria, йоханнесбург, юар, кейптаун
Indian/Maldives: maldives, мальдивы
Indian/Mauritius: маврикий
Indian/Mahe: seychelles, сейшелы
CET: cet, cest
EET: eet, eest
WET: wet
UTC: utc, gmt, z, zulu, greenwich, гринвич
"""

SEVERAL = """
cst: America/Chicago, Asia/Shanghai, America/Havana
ist: Asia/Kolkata, Asia/Jerusalem, Europe/Dublin
bst: Europe/London, Asia/Dhaka
ast: America/Halifax, Asia/Riyadh
georgia: Asia/Tbilisi, America/New_York
russia, россия: Europe/Moscow, Asia/Yekaterinburg, Asia/Novosibirsk, Asia/Vladivostok
usa, us, united states, america, сша, америка: America/New_York, America/Chicago, America/Denver, America/Los_Angeles
canada, канада: America/Toronto, America/Winnipeg, America/Edmonton, America/Vancouver
australia, австралия: Australia/Sydney, Australia/Brisbane, Australia/Adelaide, Australia/Perth
brazil, бразилия: America/Sao_Paulo, America/Manaus, America/Rio_Branco, America/Noronha
mexico, мексика: America/Mexico_City, America/Cancun, America/Tijuana, America/Hermosillo
indonesia, индонезия: Asia/Jakarta, Asia/Makassar, Asia/Jayapura
"""
"""Names that mean several zones: always asked."""

NOT_PLACES = frozenset(
    [
        "act",
        "acre",
        "center",
        "central",
        "christmas",
        "easter",
        "eastern",
        "east",
        "east-indiana",
        "general",
        "gmt0",
        "gmt-0",
        "gmt+0",
        "knox",
        "michigan",
        "mountain",
        "north",
        "pacific",
        "samoa",
        "south",
        "universal",
        "wake",
        "west",
        "general",
        "troll",
        "casey",
        "davis",
        "palmer",
    ]
)
"""Last parts of IANA keys that mean something else in a message."""

NOT_ALONE = frozenset(
    [
        "nice",
        "split",
        "java",
        "la",
        "l.a.",
        "pt",
        "z",
        "us",
        "uk",
        "america",
        "met",
        "est",
        "cet",
        "eet",
        "wet",
        "mst",
        "hst",
        "cork",
        "center",
        "jordan",
        "bergen",
        "oral",
        "midway",
        "perm",
        "goa",
        "bali",
        "rio",
        "porto",
        "victoria",
        "stanley",
        "nome",
        "thule",
        "vostok",
        "yap",
        "chatham",
        "dominica",
        "regina",
        "florence",
        "venice",
        "georgia",
        "chad",
        "turkey",
        "malta",
        "orlando",
        "austin",
        "charlotte",
        "brest",
        "рио",
        "брест",
        "орел",
        "владимир",
        "софия",
        "порту",
        "вена",
        "ош",
        "семей",
        "днепр",
        "рим",
        "рига",
        "находка",
        "киров",
        "куба",
        "лима",
        "ява",
        "дели",
        "перу",
        "гранада",
        "роза",
        "чита",
        "самара",
        "одесса",
        "тула",
        "анапа",
        "курган",
    ]
)
"""Names of places that are also words or people: not read as a zone when they come without "я в" or "/timezone"."""
