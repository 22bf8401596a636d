"""Words that tell people from systems, and what people do from what machines do."""


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


PRONOUNS = word_set(
    "we i you he she who whoever someone somebody anyone anybody everyone everybody nobody no-one noone"
)
GROUPS = word_set(
    "team teams group squad crew staff department shift management leadership organisation organization "
    "company"
)
ROLES = word_set(
    "engineer engineers developer developers admin admins administrator administrators sysadmin sysadmins "
    "dba dbas sre sres devops programmer programmers technician technicians contractor contractors intern "
    "interns colleague colleagues coworker coworkers reviewer reviewers author authors maintainer "
    "maintainers responder responders on-call oncall person people employee employees commander lead "
    "leads architect architects consultant consultants analyst analysts tester testers member members "
    "manager managers director ops committer committers approver newcomer newcomers operators individual "
    "individuals humans human man woman guy guys boss supervisor freelancer personnel juniors seniors "
    "support folks"
)
HUMAN = GROUPS | ROLES | PRONOUNS
AMBIGUOUS = word_set("operator owner owners agent vendor vendors provider support")
"""People or software: what they did decides."""
SYSTEM_BEFORE = word_set(
    "controller package volume session lifecycle certificate cert resource connection transaction memory "
    "queue job process task window service device boot network cluster kernel lock config configuration "
    "secrets key state traffic security api replication node session alert raid target consumer "
    "prometheus postgres kafka etcd elastic redis mysql ingress istio kubernetes"
)
"""Before “manager”, “operator”, “agent” or “group” these make a program or an object of it."""
PERSON_VERBS = word_set(
    "read typed mistyped misread ran run pressed clicked noticed seen saw looked checked known knew "
    "thought believed assumed asked told informed followed acknowledged escalated verified tested "
    "reviewed decided chose remembered forgot forgotten mistook confused entered executed communicated "
    "approved merged pasted realised realized understood paid taken listened waited questioned double- "
    "checked"
)
NOT_BLAMED = word_set("user users customer customers client clients visitor visitors subscriber subscribers")

DUTIES = word_set(
    "test verify check read follow communicate tell inform ask review double-check validate escalate "
    "document announce rehearse consult acknowledge look bother think consider pay question warn update "
    "renew remove configure monitor realise realize understand notice spot see recognise recognize catch "
    "coordinate plan test anticipate"
)
"""What people are said not to have done."""
OF_OTHERS = word_set("realise realize understand notice spot see recognise recognize catch think look")
"""Said of oneself, these report what was seen; said of others, they judge."""
DONE_DUTIES = word_set(
    "tested verified checked read followed communicated told informed asked reviewed double-checked "
    "validated escalated documented announced rehearsed consulted caught noticed spotted seen merged "
    "approved deployed configured renewed monitored fixed questioned discussed trained planned "
    "anticipated avoided prevented obvious clear known foreseen considered updated coordinated canaried "
    "rolled thought warned done taken raised handled better careful flagged detected identified stopped "
    "replaced removed enabled set added agreed paused cancelled reverted addressed"
)
AVOIDED = word_set("avoided prevented caught spotted noticed detected foreseen anticipated averted")
ATTEMPTS = word_set(
    "log login sign connect reproduce reach access load restore mount start boot open find determine locate"
)
"""What people try and systems let fail: “we failed to reproduce it” judges nobody."""

NEGATIONS = word_set(
    "not never no isn't wasn't isn’t wasn’t neither nor without cannot aren't weren't rather instead"
)
PREPOSITIONS = word_set(
    "of on in for at from with by to behind under within during about into over responsible who"
)
CLAUSE = word_set(
    "but because since when while so if as although though until after before and or then that which "
    "whether whereas unless"
)
DETERMINERS = word_set(
    "a an the our their his her its my your this that these those one some any each another every no"
)
ADVERBS = word_set(
    "also then just still even again simply really already always often long either both all now later "
    "once once initially had have has having not never"
)
MISHAPS = word_set(
    "accidentally mistakenly inadvertently wrongly erroneously incorrectly unintentionally carelessly"
)
MISDEEDS = word_set(
    "mistyped misread misconfigured misunderstood misjudged mixed confused mishandled mistook miscalculated"
)
PRETTY = word_set("some many several few numerous most lots countless various multiple certain")
