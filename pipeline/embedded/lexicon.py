"""The grammar's words that belong to no field, ours: what may stand around a topic, and parts of one.

Nothing enters. Entries are written in the case they have inside a sentence, hooks in title case.
"""

from pipeline.checks import listed
from pipeline.embedded.fields import entries

GENERIC_HOOKS = entries(
    "Step by Step | In Plain English | What Nobody Tells You | From Scratch | My Honest Take"
)
DURATIONS = entries("""
30 days | a week | a month | 100 days | 24 hours | one year | 7 days | 6 months | a day | a whole summer
| two weeks
| 90 days | a weekend | 48 hours | 10 years
""")
CLAUSES = entries("""
dogs bark at night | planes stay in the air | we dream | stars twinkle | leaves change color | we yawn
| cities sink
| people procrastinate | songs get stuck in your head | bees dance | cats hate water | birds fly in a V
| knees crack
| phones get slower | eggs float | computers count from zero | shoes squeak | clouds float
| kids ask so many questions
| fingers wrinkle in water | traffic jams appear from nothing
""")
PREDICATES = entries("""
sleep so much | taste better cold | cost so much | break so often | smell like that | glow in the dark
| never get old
| look so strange | matter so much | hate {n} | love {n} | need {n} | follow {n} | fail in winter
| turn red | eat {n}
| disappear every year | work better than {n} | make a noise | die so quickly | hide from {n} | have {n}
| use {n}
""")
PLACES = entries("""
Japan | Iceland | Lisbon | Bali | Morocco | New York City | Tokyo | Vietnam | Patagonia | Rome
| Mexico City | Norway
| Istanbul | Seoul | Scotland | Prague | Kenya | Peru | Berlin | Texas | Portugal | the Swiss Alps
| Taiwan | Hong Kong
| Cape Town | Sicily | Nepal | Chicago | Copenhagen | Thailand | Buenos Aires | Georgia | Vienna | Athens
| Cairo | Oslo
""")
ROLES = entries("""
data engineer | nurse | pilot | chef | software developer | teacher | firefighter | park ranger | barista
| game designer
| train driver | marine biologist | architect | farmer | paramedic | music producer | flight attendant
| baker | plumber
| watchmaker | translator | product manager | dentist | lighthouse keeper | librarian | mail carrier
| stunt performer
| stay-at-home dad | PhD student | freelance illustrator | long-haul trucker | zookeeper | night guard
| electrician
""")
AUDIENCES = entries("""
beginners | busy parents | students | kids | adults over 40 | small teams | introverts | total beginners
| seniors
| teenagers | first-time buyers | freelancers | night owls | small apartments | remote workers
| developers | hobbyists
| small businesses | college students | new parents | left-handed people | engineers | teachers
| lazy people | nurses
| families | people who hate cooking | tall people | dog owners | shift workers | complete beginners
| creators
""")
TAILS = entries("""
on a budget | at home | in winter | in 2026 | without a degree | with no experience | in small spaces
| after work
| without expensive gear | with a full-time job | in a small apartment | from scratch | before breakfast
| in the rain
| with AI | while traveling | in the summer | as a hobby | in the city | with free tools | on a laptop
| with friends
| during lunch | over 50 | at night | on a phone | without a car | as a student | in the 1990s | by hand
| in one weekend
| after 30 | every morning | on weekends | under $100 | in a tiny kitchen | as an adult | without sugar
| on a farm
""")
ADJECTIVES = entries("""
easy | advanced | modern | cheap | healthy | vintage | small | practical | simple | portable | seasonal
| local | creative
| ancient | digital | wireless | organic | underrated | tiny | giant | homemade | electric | secret
| Japanese | Italian
| Nordic | classic | urban | remote | low-carb | gluten-free | second-hand | forgotten | weird
| abandoned | rare | old
| 1970s | 90s | medieval | expensive | luxury | broken | rusty | haunted | cozy | minimalist | waterproof
| $20 | 100-year-old
""")
NOUNS = listed(
    """garden kitchen camera lens engine market museum river mountain coffee tea bread wine cheese novel
    poetry theater puzzle robot sensor battery keyboard monitor laptop tablet app server network
    database algorithm chart salary resume email calendar notebook backpack tent boat kayak surfboard
    skateboard helmet jacket boots scarf quilt rug lamp mirror sofa desk shelf window roof fence wall
    floor tile brick wood metal glass plastic paper ink brush canvas clay stone sand soil seed flower
    herb mushroom berry apple mango onion pepper carrot potato rice noodle soup salad sauce spice honey
    butter egg chicken salmon shrimp tofu bean lentil oat wheat dog cat horse rabbit turtle spider bee
    ant whale shark dolphin eagle owl wolf bear lion tiger elephant fossil volcano storm rainbow ocean
    desert forest island planet galaxy comet rocket satellite atom molecule enzyme vaccine brain heart
    muscle bone sleep dream grammar accent alphabet compass clock train subway airplane bridge tunnel
    castle temple pyramid empire knight ninja wizard dragon vampire zombie ghost superhero comic anime
    cartoon movie podcast radio guitar violin drum flute choir opera ballet tango karate judo tennis
    golf soccer hockey baseball rugby cricket fencing skiing mosaic blanket pillow umbrella bucket
    ladder hammer wrench drill magnet mosquito penguin pigeon raccoon squirrel donkey goose tractor
    harvest orchard vineyard waffle pickle mustard cinnamon vanilla pumpkin avocado tortilla"""
)
SUFFIXES = listed(
    """routines recipes workflows hacks setups ideas projects tools habits basics techniques strategies
    gear photography design repair history science training culture restoration tutorials drills theory
    economics marketing storage planning experiments shops festivals games museums challenges
    collections machines"""
)
VERBS = listed(
    """build grow fix design paint collect restore install organize repair clean store choose test grill
    sew weld program draw film edit plan teach brew trade sell photograph measure compare record train
    upgrade customize automate assemble carve bake forage decorate pack rent clone sketch animate
    calibrate make use find read write buy cook learn start keep move raise wash catch map host survive
    explore visit escape hide trap tame polish freeze smoke fold patch tie juggle ask tell decode quit
    stop change pay tour light peel roast mix cut dye print scan hike climb ride drive fly park wrap
    hang save spend earn borrow lend return share post launch pitch invent discover track hunt feed walk
    groom milk plant prune harvest water dig mow trim sharpen forge melt pour mold glue sand drill
    hammer tile seal insulate heat cool charge wire solder code debug deploy compile hack crack solve
    count add graph model simulate sing practice compose remix tune rehearse direct stream beat coach
    lift stretch jump skip throw kick punch block dance spin balance heal treat nurse cure study
    memorize revise translate spell pronounce negotiate hire fire manage lead question answer explain
    describe review rank rate unbox open close lock unlock ship deliver send receive hold carry pull
    push taste smell touch watch hear avoid forget remember thank greet meet invite marry adopt foster
    rescue play compost kayak crochet trek whittle embroider jog row sail surf snowboard skate see"""
)
PREPOSITIONS = listed(
    "in for by to with without on from under of at near after before inside across against using behind about"
)
