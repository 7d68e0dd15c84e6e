"""The words by which English says when: the classes of words and the kinds of verbs that `tense` reads.

The letters of `CLASS_OF` are those of the patterns in `tense`: W will, M may, H have, h had, B is, b was, e be, n been,
g being, D do, N not, a adverb, T to, S pronoun, d determiner or number, R and U relative pronoun, A as, Q before,
C and, p preposition, c and k continue, z ensure, i intend, j plan, P past, E past or participle, v and V present
(V may be a noun), f base form, G -ing, o anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _table(classes: Mapping[str, str]) -> dict[str, str]:
    return {word: letter for letter, words in classes.items() for word in words.split()}


# Verbs that only somebody who acts can do: after "will" they promise whoever the subject is.
ACTING: Final = _words(
    "accelerate achieve acquire address adopt advise agree allocate amend analyse analyze announce appoint approve "
    "arrange assess audit award begin broaden build carry circulate clarify close co-ordinate collaborate collate "
    "collect commence commission communicate complete conclude conduct consider consolidate consult convene "
    "coordinate create dedicate define deliver demonstrate deploy design determine develop disseminate distribute "
    "draft embed encourage engage enhance ensure establish evaluate examine execute expand explore extend finalise "
    "finalize finish fund gather hire hold host identify implement initiate introduce invest investigate invite issue "
    "join launch lay legislate liaise maintain map meet migrate modernise modernize monitor negotiate obtain onboard "
    "open organise organize perform pilot prepare prioritise prioritize procure produce promote publish pursue "
    "recommend recruit refine refresh release reopen repeal replace report request resume review revise roll scope "
    "select send share simplify start streamline strengthen submit survey table target test track train transfer "
    "trial undertake update upgrade use visit work write"
)
# Of these, the ones that are as often nouns: "Work continues", "Report published".
ALSO_NOUNS: Final = _words(
    "address aim audit award benefit build change commission cost cover design draft end experience face feed focus "
    "form fund guide help hire impact increase lead map offer pilot place plan report request result review roll "
    "scope share start support survey table target test track train transfer trial update upgrade use visit work"
)
# Verbs that things do as well as people: after "will" they promise only if the subject is somebody who acts.
SERVING: Final = _words(
    "add aid allow apply assist become benefit bring build change come contain contribute cover drive enable end "
    "facilitate feed focus follow form give guide help impact improve include incorporate increase inform involve "
    "lead let make offer operate outline play protect provide put raise receive reduce reflect require result save "
    "serve set show support take underpin"
)
# Verbs that nobody promises, whoever the subject is.
BEFALLING: Final = _words(
    "arise cost depend exceed experience face fall feel grow happen incur know mean need remain rise suffer vary want"
)
# "will be ..." and "is expected to be ...": what one is without anybody doing it, though it looks like a passive.
STATIVE_PASSIVE: Final = _words(
    "affected aimed allowed based determined driven eligible entitled exempt expected guided impacted informed "
    "intended involved likely needed permitted required subject tasked"
)
# Participles that look like their verb: "will be let", "will be put to ministers".
BARE_PARTICIPLES: Final = _words("cut let put read run set")
# What may stand behind "will follow" where nothing is followed: an event is to come.
BEHIND_FOLLOW: Final = _words("after at before by during from if in later next on once shortly soon when")
# "will be ...": things that somebody has to bring about first, so saying so is a promise.
DELIVERABLE: Final = _words("available complete fully in live online open operational ready")
CONSIDERED: Final = _words("considered explored investigated planned scoped")
DONE: Final = _words(
    "achieved closed completed concluded delivered discharged established finalised finalized finished"
)
PLANNING: Final = _words("aiming intending looking planning preparing proposing seeking")
# Behind "this": the page that a sentence stands on.
OWN_PAGE: Final = _words("page site webpage website")
WAITING: Final = _words("awaiting pending waiting")
UNDERWAY: Final = _words("on-going ongoing under-way underway")
AGENT_NOUNS: Final = _words(
    "administration agencies agency assembly authorities authority board bureau cabinet centre commission "
    "commissioner committee company congress council department directorate foundation government group inspectorate "
    "institute minister ministries ministry network nhs office officer officials organisation organization parliament "
    "partner partnership police provider regulator secretariat secretary service staff taskforce team trust unit "
    "university"
)

CLASS_OF: Final = _table(
    {
        "W": "will shall 'll",
        "M": "would could may might can cannot should must ought",
        "H": "have has 've haven hasn",
        "h": "had hadn",
        "B": "is are am 're isn aren 'm",
        "b": "was were wasn weren",
        "e": "be",
        "n": "been",
        "g": "being",
        "D": "do does don doesn did didn",
        "N": "not never 't",
        "a": "all both also now currently then already still therefore soon just again often always longer instead "
        "formally too together",
        "o": "apply supply reply july italy family assembly rely comply likely need feed speed seed proceed exceed "
        "succeed embed hundred anything everything nothing something thing spring bring ongoing on-going king "
        "evening",
        "T": "to",
        "S": "we i they he she it you",
        "d": "the a an this these those our their its his her your my each every some any no many several most "
        "more such one two three four five six seven eight nine ten",
        "R": "which whom whose that where when while whilst if because although though unless how why what whether",
        "U": "who",
        "A": "as",
        "Q": "before after since until once",
        "C": "and but or nor &",
        ",": ", )",
        ";": "; – — :",
        "p": "of in on at for with by from through via into onto over under about during across within between "
        "among towards toward alongside following including per without against regarding concerning around "
        "upon",
        "c": "continues",
        "k": "continue",
        "z": "ensure ensuring",
        "i": "intend intends propose proposes expect expects hope hopes anticipate anticipates",
        "j": "plan plans aim aims seek seeks commits commit",
        "P": "began gave took went saw undertook wrote became grew rose fell drew chose spoke drove knew showed "
        "arose oversaw withdrew came ran said",
        "E": "held made met led put set built sent brought kept left spent found bought taught paid heard sought "
        "won begun given taken gone seen undertaken written become grown risen fallen drawn chosen broken "
        "spoken driven known shown overseen withdrawn done laid lost sold told got strengthened rolled cut "
        "felt dealt understood overtaken proven",
        "v": "includes provides enables allows ensures requires remains sets recognises recognizes indicates "
        "suggests consists contains describes demonstrates involves applies depends exists goes gives takes "
        "makes helps identifies improves seems shows becomes belongs brings comes considers contributes "
        "delivers develops encourages engages establishes explains facilitates holds informs incorporates "
        "keeps leads-to means meets operates outlines oversees participates performs prevents promotes "
        "protects publishes puts receives recommends reduces reflects relates represents runs says serves "
        "simplifies summarises summarizes strengthens tells welcomes writes agrees",
        "V": "supports works reports needs leads offers focuses covers forms uses costs results reviews benefits "
        "plays monitors funds hosts faces begins starts stands sits builds creates addresses measures",
    }
)
SUFFIX_CLASS: Final = (("ly", "a"), ("ing", "G"), ("ed", "E"))
# As they stand these are a month and names, whatever their letters spell.
NOT_AS_SPELLED: Final = _words("May IT WHO")
# Behind these "as" opens no clause: "as part of", "as soon as".
AS_PREPOSITION: Final = _words(
    "a an appropriate at for in necessary needed of part possible possible, soon such to well with"
)

PROMISED: Final = "promised"
PREDICTED: Final = "predicted"
ACHIEVED: Final = "achieved"
ONGOING: Final = "ongoing"
STATE: Final = "state"

# The few words by which Welsh and French say when, for sentences with no English verb.
OTHER_LANGUAGES: Final = {
    word: tense
    for tense, words in {
        PROMISED: "byddwn bydd byddant byddaf allons sera seront ferons continuerons publierons",
        ACHIEVED: "wedi cafodd cyhoeddwyd avons ont été",
        ONGOING: "rydym parhau continuons",
        STATE: "est sont",
    }.items()
    for word in words.split()
}
