"""Names of persons in a text.

Products, places and months that are also names need a person's verb beside them.
"""

from incidents.stories.blame.words import word_set

GIVEN = word_set(
    "aaron abdul abdullah abigail abraham adam adele adriana adrian agnes agnieszka ahmad ahmed aiko "
    "aisha akira alan albert alejandra alejandro aleksander aleksandr alessandra alessandro alexander "
    "alexandra alexandre alexei alexey alfred alice alicia alina alison alistair allison alok alyssa "
    "amanda amara amelia amina amit amir amy ana anastasia anders andre andrea andreas andrei andres "
    "andrew andrey andrzej andy angela angelika anil anita anja anjali ann anna anne annette annika "
    "anthony antoine anton antonia antonio anya arash arjun arne arnold arthur arturo arun asha ashley "
    "asif astrid axel ayesha aylin barbara barry bart bartosz bastian beatrice beatriz ben benedikt "
    "benjamin bernard bernd bert beth bettina bianca birgit bjorn björn bob boris brad brandon brenda "
    "brendan brian bridget britta bruce bruno bryan caleb cameron camila camille carla carlos carmen "
    "carol caroline caroline catherine cecilia cedric celine chiara chris christa christian christiane "
    "christina christine christoph christophe christopher claire clara claudia claudio clemens colin "
    "conor constantin cory craig cristina cynthia damian dan daniel daniela danielle danny darius daria "
    "darren dave david dawn debbie deborah deepak deepa denis denise dennis derek diana diane diego "
    "dieter dimitri dirk divya dmitri dmitry dominic dominik don donald donna doris dorothy doug douglas "
    "duncan dylan edgar eduardo edward edwin eileen ekaterina elaine elena eleni elias elif elisa "
    "elisabeth elizabeth ella ellen elsa emanuel emil emilia emily emma emre enrique eric erica erik "
    "erika erin ernst esther ethan eugene eva evan eve evelyn ewa fabian fabio farah fatima federico "
    "felicia felipe felix fernando fiona florian fran frances francesca francesco francis francisca "
    "francisco francois franz fred frederic frederik friedrich gabriel gabriela gareth gary gavin geoff "
    "george gerald gerard gerd giorgio giovanni giulia gita glenn gloria gordon graham greg gregor "
    "gregory greta guido guillaume gustavo hamza hana hanna hannah hannes hans harald haruki harold harry "
    "hasan hassan heather hector heidi heike heiko helen helena helga helmut hendrik henning henrik henry "
    "hiroshi holger howard hugo ian ibrahim igor ilya imran ines ingo ingrid irene irina irma isabel "
    "isabella isaac ivan ivana ivy jack jacob jacqueline jacques jaime jakob jakub james jamie jan jana "
    "jane janet janice janine jannik jared jason javier jay jean jeff jeffrey jennifer jenny jens jeremy "
    "jerome jerry jesse jessica jesus jill jim jimmy jin joachim joan joanna joao jochen joe joel johan "
    "johann johanna johannes john johnny jon jonas jonathan jorg jorge josé jose josef joseph josh joshua "
    "juan judith judy jules julian juliane julie juliet julien julio jun jürgen juergen justin justyna "
    "kai kamal karen karin karina karl karla karolina karthik kasia katarzyna kate katharina katherine "
    "kathleen kathrin kathy katie katja katrin katya kavita kayla keiko keith kelly ken kenji kenneth "
    "kerstin kevin khalid kim kimberly kiran klaus konrad konstantin kristen kristian kristin kristina "
    "krzysztof kumar kurt kyle lakshmi lara larry lars laura lauren laurent lea leah lena leon leonardo "
    "leonie leslie leticia lewis li liam lidia lilian lilly linda lindsay lisa liz lorenz lorenzo louis "
    "louisa louise luca lucas lucia lucie lucy ludwig luis luisa lukas lukasz luke lydia lynn maciej "
    "madeleine magda magdalena mahmoud maja malik manfred manoj manuel manuela marc marcel marcin marco "
    "marcos marcus margaret margarita maria marianne marie marina mario marion marisa marius marko markus "
    "marlene marta martha martin martina mary maryam mateo mateusz mathias mathieu mathilde matteo "
    "matthew matthias maurice max maximilian maya megan mehmet mei melanie melissa mia michael michaela "
    "michal micheal michele michelle miguel mihai mikael mike mikhail milan mila mina ming miriam mirko "
    "mohamed mohammad mohammed mohit moira molly monica monika monique moritz muhammad murat mustafa "
    "nadia nadine nadja nancy naomi natalia natalie natasha nathan nathalie neil nicholas nick nico "
    "nicola nicolas nicole niels nigel niklas nikita nikolai nils nina nisha noah noel nora norbert "
    "norman olaf oleg olga oliver olivia olivier omar oscar otto owen pablo paola pascal patricia patrick "
    "paul paula paulina paulo pavel pedro peggy penny pete peter petra phil philip philipp philippe "
    "pierre piotr pooja priya prakash rachel radek rafael rahul rainer raj rajesh ralf ralph ramesh "
    "ramona raphael raquel rashid ravi raymond rebecca regina reinhard renata rene renee ricardo richard "
    "rita robert roberta roberto robin roger rohan roland rolf roman ron ronald rosa rosie ross roy ruben "
    "rudolf rudi rupert ruth ryan sabine sabrina sally sam samantha samir samuel sanjay sandeep sandra "
    "sandro sara sarah sascha satoshi scott sean sebastian sergei sergey sergio seth shannon sharon shaun "
    "shawn sheila shreya sigrid silke silvia simon simona simone sofia sofie sonia sonja sophia sophie "
    "stacy stan stefan stefanie stefano stella sten stephan stephanie stephen steve steven stuart sunil "
    "susan susanne suzanne sven svenja svetlana sylvia tamara tania tanja tanya tara tatiana ted teresa "
    "terry theo theodor theresa thomas thorsten tilman tim timo timothy tina tobias todd tom tomas tomasz "
    "tony torsten tracy tristan udo ulf ulrich ulrike ursula ute valentin valentina valerie vanessa vera "
    "veronica veronika vicky victor viktor vijay vikram vincent vinay viola vivian vladimir walter wang "
    "wanda waltraud wei wendy werner wiebke wilhelm william wojciech wolfgang xavier yan yannick yasmin "
    "yasmine yolanda yosef yuki yuri yusuf yvonne zainab zoe zofia oluwaseun chidi ngozi kwame amadou "
    "fatou thabo sipho chen zhang nguyen minh linh dora donna lou mona nia omer priyanka ananya aditya "
    "siddharth tariq layla leila noor"
)
ALSO_THINGS = word_set(
    "adele amber april august austin autumn berlin bill brooke buck chad charity charlotte chase "
    "christian crystal dale dallas dawn dean diana don drew eden eve faith felix florence flux frank "
    "francis gene ginger glen grace grant guy hope houston hunter israel iris ivy jack jackson james jan "
    "jasmine java jay jean jerome jesse jordan joy julia jun june kai ken kim lance lea li lily lincoln "
    "lisa lou louis lucas luke lynn madison mark marina martin max maya may melissa mercury mia miles "
    "milan mina ming mona myrtle nick noel nova olive orlando otto page paris pat pearl penny phoenix "
    "pierce ray reed rich rob robin rocky roman rose ross roy ruby rust sage sally sam san santiago scott "
    "sean seth sierra sky skip sophia stan stella sterling sue summer sydney ted tiffany tim tony trent "
    "trinity victor victoria violet virginia vera viola wade wang wei will winter wolf xavier zoe ada "
    "alexandria carolina denver georgia kenya lima dora rita asha alice bob mallory carol harry molly "
    "samantha jim oscar morgan quinn blake reese taylor jenkins"
)
"""Given names that are also products, places, months, common words or figures of examples."""
DOERS = word_set(
    "said says wrote asked told noticed saw thought believed assumed forgot ran typed pushed merged "
    "approved reviewed deployed restarted rolled reverted deleted removed joined paged called escalated "
    "confirmed suggested decided started stopped looked checked scaled drained changed applied committed "
    "opened declared took went realised realized remembered acknowledged proposed found fixed ignored "
    "missed should had has was did didn't"
)
BY = frozenset({"by", "with", "asked", "told", "paged", "called", "thanks", "blame", "blamed", "cc"})
HANDLES_OF_THINGS = word_set(
    "here channel everyone all import media types angular babel latest deprecated override test todo "
    "param return"
)
ROLE_AFTER = frozenset({"from", "(", ",", "and"})


def is_given(word: str) -> bool:
    """Whether the word is a given name and nothing else that is common in texts about systems."""
    lower = word.lower()
    return word[:1].isupper() and not word.isupper() and lower in GIVEN and lower not in ALSO_THINGS


def may_be_given(word: str) -> bool:
    lower = word.lower()
    return word[:1].isupper() and not word.isupper() and (lower in GIVEN or lower in ALSO_THINGS)


def is_handle(word: str) -> bool:
    """Whether `@ben` or `@chen.wei` names somebody; names of packages have a slash or a version."""
    name = word[1:]
    is_plain = bool(name) and name.replace(".", "").replace("-", "").replace("_", "").isalnum()
    return (
        is_plain
        and name[0].islower()
        and name not in HANDLES_OF_THINGS
        and not name.endswith(("-team", "-oncall"))
    )
