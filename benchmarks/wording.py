"""Sentences that no other page has: invented names, topics, numbers, dates and amounts in invented patterns."""

from __future__ import annotations

from random import Random

_SYLLABLES = (
    "bre cal dor fen gar hol ith kel lan mor nev oth pen quin ros sel tar ulm ver wen yar zel ban cor del esk "
    "fal gwen hest ins jar kir lod mel nor orm pol rud sor tem und vos wyl"
).split()
_BODIES = (
    "{place} Regional Partnership Board|{place} Council|the {place} Skills Agency|{place} University Health Board"
    "|the {place} and {place} Housing Association|Sport Wales|NHS England|the Department for Transport"
    "|the {place} Advisory Committee|{place} Community Trust"
)
_TOPICS = (
    "{coined} training|home visits|the {coined} register|river defences|school meals|{coined} testing"
    "|rural bus services|the {place} scheme|outreach workers|{coined} equipment|advice lines|library opening hours"
)
_PEOPLE = "care workers|tenants|pupils|carers|inspectors|volunteers|farmers|drivers|apprentices|nurses"
_MONTHS = "January February March April May June July August September October November December".split()
_SEASONS = "spring summer autumn winter".split()
_DATES = (
    "{day} {month} {year}|{month} {year}|the end of {month}|{season} {year}|{day} {month}|early {year}"
    "|w/c {day} {month}"
)
_MONEY = (
    "£{small}.{digit} million|over £{number}|£{small}m|up to £{hundreds}|£{small}-{hundreds} million|"
    "£{hundreds} per pupil"
)
_WHO = (
    "local partners|providers of {coined} care|our own staff|the families concerned|{body}|school governors"
    "|teams in every district|those who run {topic}"
)
_PROMISED = (
    "We will extend {topic} to {people} who have so far been left out and will learn from what {who} tell us.",
    "We will work with {who} so that {people} who need {topic} receive them sooner and nearer to where they live.",
    "{body} will publish further guidance on {topic} for {people}, their employers and their families by {date}.",
    "We will make {money} available for {topic}, subject to the agreement of {who}.",
    "Together with {body}, we will review how {topic} reach {people} and whether the {coined} rules need to change.",
    "We will keep the supply of {topic} steady through the colder months, whatever the demand from {people}.",
)
_ACHIEVED = (
    "Guidance on {topic} was issued to {number} {people} in {month} {year}, and {body} has since trained many more.",
    "{body} has received {money} for {topic}, most of which was paid to {people} in the first weeks.",
    "The {coined} review of {topic} was completed on {day} {month} and its findings have been accepted by {body}.",
    "We have met {people} from {place} and {body} since {date}, and some said that {topic} had come too late.",
    "A survey of {number} {people} in {place} found that {percent} per cent had heard of {topic}, more than hoped for.",
    "All premises have been visited (an increase of {percent}% over the year before), and reports were shared.",
    "Lessons from the {coined} pilot were shared with {who}, and the forms were made shorter and plainer.",
)
_ONGOING = (
    "A national offer of {topic} is being developed with {people}, and {number} have come forward so far.",
    "Work on {topic} continues in {place}, where {people} are being asked about {coined} and {coined} needs.",
    "Discussions with {body} on the cost of {topic} are under way, and a {coined} option is being looked at again.",
)
_STATE = (
    "The {coined} group, chaired by {body}, meets each month to look at {topic} and the needs of {people}.",
    "Many {people} rely on {topic}; the {coined} standard sets out what they can expect from {who} and when.",
    "It is clear that {topic} are of little use to {people} without somebody who explains the {coined} rules.",
)
_LINKED = (
    'The <a href="/{coined}/{number}"><span>{coined} findings</span></a> are now with <strong>{who}</strong>.'
    '|Read <a href="/{coined}"><em>what we learned about {topic}</em></a>, which {people} have asked for.'
)
_STEPS = (
    "Extend {topic} to {people} in remote places",
    "Publish the {coined} report of {body}",
    "Agree how to pay for {topic} with {who}",
    "Train {number} {people} in the use of the {coined} forms by {date}",
)
_TARGETS = "{date}|{month} {year}|Ongoing|{day} {month} {year}|{season} {year}|Complete"


class Wording:
    """The words of one page; the same seed writes the same words."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def __getitem__(self, kind: str) -> str:
        """A fresh word of a kind: what the patterns' places are filled with."""
        return self._fill(kind)

    def promised(self, count: int) -> str:
        """Sentences that promise."""
        return self._sentences(_PROMISED, count)

    def linked(self) -> str:
        """A sentence with a link and a stressed word in it, as pages print them here and there."""
        return self._choose(_LINKED)

    def told(self, count: int) -> str:
        """Sentences that tell what was done, is being done and is so."""
        return self._sentences((*_ACHIEVED, *_ONGOING, *_STATE), count)

    def step(self) -> str:
        """A step to be taken, as a list item prints it."""
        return self._random.choice(_STEPS).format_map(self)

    def target(self) -> str:
        """What a cell of target dates holds."""
        return self._choose(_TARGETS)

    def heading(self) -> str:
        """A theme."""
        return self._choose("{place} and {coined} services|Better {topic}|{coined} support for {people}").capitalize()

    def count(self, least: int, most: int) -> int:
        """A number between two, both included."""
        return self._random.randint(least, most)

    def _sentences(self, patterns: tuple[str, ...], count: int) -> str:
        filled = (self._random.choice(patterns).format_map(self) for _ in range(count))
        return " ".join(sentence[0].upper() + sentence[1:] for sentence in filled)

    def _choose(self, patterns: str) -> str:
        return self._random.choice(patterns.split("|")).format_map(self)

    def _fill(self, kind: str) -> str:
        lists = {"who": _WHO, "body": _BODIES, "topic": _TOPICS, "people": _PEOPLE, "date": _DATES, "money": _MONEY}
        if kind in lists:
            return self._choose(lists[kind])
        if kind in ("coined", "place"):
            word = "".join(self._random.choices(_SYLLABLES, k=3))
            return word.capitalize() if kind == "place" else word
        if kind in ("month", "season"):
            return self._random.choice(_MONTHS if kind == "month" else _SEASONS)
        limits = {"day": (1, 28), "year": (2020, 2023), "small": (1, 9), "digit": (1, 9), "percent": (2, 97)}
        limits |= {"hundreds": (101, 999), "number": (1_000, 99_999)}
        return f"{self.count(*limits[kind]):,}" if kind == "number" else str(self.count(*limits[kind]))
