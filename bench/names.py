"""Names of people as a city has them: many of a few, few of many, from everywhere; the same every time."""

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

_FIRST = """
Maria Mohammed Ana David James Mary Li Wei José Fatima Anna Michael Sarah Daniel John Olga Ahmed Priya Juan Emma
Sofía Aisha Noah Liam Olivia Ali Minh Yuki Ivan Chloé Élise Zoë Björn Søren Łukasz Małgorzata Nguyệt Thảo Jin Mei Hyun
Jiwoo Arjun Deepa Ravi Lakshmi Sanjay Kofi Ama Kwame Chidi Ngozi Oluwaseun Amara Tunde Zainab Yusuf Hassan Leila Omar
Noor Farah Samira Elena Dmitri Natasha Сергей Светлана Ярослав Γιώργος Ελένη Marek Zofia Jakub Kateřina Tomáš Ilse
Günther Åsa Lars Ingrid Aoife Siobhán Niamh Seán Pádraig Gwen Rhys Jean-Pierre Marie-Claude François Noémie Étienne
Geneviève Luc Mathieu Xavier Ximena Guadalupe Jesús Carmen Luis Rosa Miguel Lucía Beatriz João Conceição Tiago Giulia
Matteo Chiara Alessandro Francesca Ruth Esther Avi Moshe Rivka Yael Nadia Tariq Amina Ibrahim Fatoumata Moussa Awa
Keisha Jamal Latoya DeShawn Tyler Ashley Jessica Brandon Joshua Jennifer Christopher Patricia Robert Linda Elizabeth
William Barbara Richard Susan Joseph Thomas Karen Charles Nancy Lisa Betty Margaret Sandra Matthew Anthony Mark Donald
Steven Paul Andrew Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary Nicholas Eric
Stephen Larry Justin Scott Benjamin Samuel Gregory Alexander Frank Patrick Raymond Jack Dennis Jerry Quentin Quinn
""".split()  # noqa: SIM905
_LAST = """
Smith Nguyen Singh Li Wang Patel Tremblay Kim Brown Khan Johnson Garcia Martin Lee Chen Roy Williams Jones Tran Wong
Rodriguez Gagnon Campbell Wilson MacDonald Taylor Chan Ali Lopez O'Brien Hernandez Anderson Ahmed Sharma Okafor Kowalski
Müller Schmidt Ivanov Петров Шевченко Παπαδόπουλος Haddad Cohen Levi Yılmaz Demir Hosseini Rahman Hussain Chowdhury Das
Gupta Reddy Nair Fernando Perera Silva Santos Ferreira Rossi Russo Esposito Bianchi Dubois Lefebvre Côté Bouchard
Morin Lavoie Fortin Gagné Ouellet Pelletier Bélanger Lévesque Bergeron Leblanc Paquette Girard Simard Boucher Caron
Beaulieu Cloutier Dubé Poirier Fournier Lapointe Leclerc Hansen Johansson Nilsson Virtanen Korhonen Nowak Wiśniewski
Dvořák Novák Horváth Nagy Popescu Ionescu Petrović Jovanović Marković Hoxha Osei Mensah Boateng Adeyemi Okonkwo Balogun
Diallo Traoré Keïta Diop Mwangi Otieno Tesfaye Bekele Abdi Warsame Park Choi Jung Kang Yoon Tanaka Suzuki Sato Watanabe
Yamamoto Pham Le Hoang Vu Dang Bui Do Ho Liu Zhang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Luo Cruz Reyes
Ocampo Garcia-Lopez Torres Flores Rivera Gomez Diaz Ramirez Morales Ortiz Gutierrez Ruiz Alvarez Jimenez Moreno Romero
""".split()  # noqa: SIM905
_STEMS = """
Abra Ald Anders Bark Bel Bran Carl Cas Cher Dal Dan Dor Ed El Ester Fal Fer Fin Gar Gil Gor Had Hal Har Hol Is Jan Jar
Kas Kel Kir Kol Lan Lar Leb Lin Lub Mak Mal Mar Mel Mil Mor Nad Nar Nik Nor Ol Os Pal Pav Per Pol Rad Ram Ros Rud Sal
San Sav Ser Sok Stan Sten Tal Tar Tom Ul Vas Vol Wal Wes Wil Yar Zab Zel
""".split()  # noqa: SIM905
_MIDDLES = ["", "a", "e", "i", "o", "an", "ek", "in", "os", "ul", "ber", "den", "gar", "mond", "ning", "stra"]
_ENDS = [
    "son", "sen", "ov", "ski", "enko", "ic", "escu", "idis", "yan", "dze", "oğlu", "zadeh", "pour", "wala", "nathan",
    "appa", "moto", "mura", "eira", "ez", "ini", "elli", "ault", "ier", "man", "berg", "stein", "ford", "ley", "worth",
]  # fmt: skip
_DOMAINS = ["gmail.com"] * 12 + ["hotmail.com"] * 4 + ["outlook.com"] * 3 + ["yahoo.ca"] * 3 + ["videotron.ca"]
_AREAS = ["416"] * 5 + ["514"] * 4 + ["604"] * 3 + ["905", "905", "647", "438", "613", "403", "780", "902", "204"]
_SELDOM = 0.55
"""The share of people whose last name hardly anybody else has."""


class Person(NamedTuple):
    first_name: str
    last_name: str
    email: str
    phone: str


def people(count: int) -> Iterator[Person]:
    """So many people; the next call names the same ones."""
    chance = random.Random(3)
    firsts, lasts = _by_rank(_FIRST), _by_rank(_LAST)
    for number in range(count):
        first = chance.choices(_FIRST, cum_weights=firsts)[0]
        last = chance.choices(_LAST, cum_weights=lasts)[0]
        if chance.random() < _SELDOM:
            last = chance.choice(_STEMS) + chance.choice(_MIDDLES) + chance.choice(_ENDS)
        yield Person(first, last, _email(chance, first, last, number), _phone(chance))


def _by_rank(names: list[str]) -> list[float]:
    """How often each name is met, added up: the tenth a tenth as often as the first, more or less (Zipf's law)."""
    return list(accumulate(1 / (rank + 5) for rank in range(len(names))))


def _email(chance: random.Random, first: str, last: str, number: int) -> str:
    local = f"{first}.{last}" if chance.random() < 0.6 else f"{first[0]}{last}"
    return f"{local.replace(chr(39), '')}{number % 997}@{chance.choice(_DOMAINS)}" if chance.random() < 0.85 else ""


def _phone(chance: random.Random) -> str:
    if chance.random() < 0.1:
        return ""
    return f"+1{chance.choice(_AREAS)}{chance.randrange(200, 1000)}{chance.randrange(10_000):04}"
