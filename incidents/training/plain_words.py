"""Words that say that something is wrong, or name what everybody runs, and nothing of why it failed."""

_OF_WHAT_IS_SEEN = """
4xx 5xx alert answer appear available back become behind break broken call called calling come coming count
crash dead degrade down drop dropped effect empty end error exception exist fail failure fall find finish
found full get getting give giving go gone grow hang happen healthy high hold impact keep large last late
later leave leaving left load log longer look lose losing lost low message minute hour second day week miss
need nothing number open operation page percent problem process reach ready refuse reject report request
respond response rest result return rise rising run running say see seen seem send sent serve serving show
sign slow small start state status stay stop stopped stopping system take taking tell time turn unable
unavailable unhealthy unhappy unknown xx update use using user wait warn work write writing written wrong
fine normal usual high higher rate
"""
_OF_WHAT_EVERYBODY_RUNS = """
api app application backend client cluster code company container customer data deploy deployment frontend
http https instance k8s kube kubernetes kubectl linux machine name namespace node object people pod
production replica resource server service site software team tool traffic website workload
"""
_OF_ENGLISH = """
able across add additional almost already also although always among another anybody anything around ask
away bad begin beside best better big bring cause certain change check choose different don doesn didn isn
wasn done either else enough even ever every everybody everything except exactly fact far fast few fewer
first follow four five six seven eight nine ten good half hand help hundred instead inside its know known
kind least less let like little long made make making many match may mean meant might million mostly much
must near nearly neither never new next nobody none off often old one only order others otherwise outside
part per place point possible put quick quickly rather real really right same several side since single
somebody something soon still stand such sure thing thousand three together too total toward try two until
usual want way well went whatever whether whole whose why within without worse yes yet zero per today
tomorrow yesterday amount
"""
WORDS = frozenset(f"{_OF_WHAT_IS_SEEN} {_OF_WHAT_EVERYBODY_RUNS} {_OF_ENGLISH}".split())
"""In small letters, as the dictionary has them."""
