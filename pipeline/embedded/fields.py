"""The grammar's fields of interest, ours, with their things and activities.

Nothing enters. `FIELDS` leaves; entries are written in the case they have inside a sentence.

Each field lists
  practice  what one does for a while: "yoga"             item     what one buys, makes or uses: "air fryers"
  subject   what one explains: "black holes"              object   one countable thing: "camper van"
  do        verb phrases in the base form: "build a deck"
  hook      what may stand in brackets at a title's end, in title case
"""

from dataclasses import dataclass


def entries(block: str) -> tuple[str, ...]:
    """The entries of a block whose separators are `|` and line ends."""
    return tuple(part.strip() for line in block.splitlines() for part in line.split("|") if part.strip())


@dataclass(frozen=True)
class Field:
    """One field of interest; every entry is lower case unless its word is a name."""

    name: str
    practice: tuple[str, ...]
    item: tuple[str, ...]
    subject: tuple[str, ...]
    object: tuple[str, ...]
    do: tuple[str, ...]
    hook: tuple[str, ...]


def _field(name: str, practice: str, item: str, subject: str, object: str, do: str, hook: str) -> Field:
    return Field(name, *(entries(block) for block in (practice, item, subject, object, do, hook)))


FIELDS = (
    _field(
        "coding",
        """web scraping | machine learning | Python | SQL | Rust | TypeScript | pair programming
        | code review
        | prompt engineering | unit testing | data cleaning | game programming | competitive programming""",
        """vector databases | REST APIs | CSS grid | regular expressions | GitHub Actions | React hooks
        | Docker
        | open source tools | coding bootcamps | Jupyter notebooks | Linux | FastAPI | VS Code | ChatGPT""",
        """neural networks | large language models | gradient descent | binary search | quantum computing
        | computer vision | recursion | cloud computing | cyber security | database indexes | open source""",
        """chatbot | mobile app | portfolio website | side project | API | neural network | web server
        | coding interview""",
        """learn to code | build a chatbot | deploy a web app | clean messy data | train a neural network
        | write a compiler
        | automate a spreadsheet | debug Python code | prepare for coding interviews | learn SQL
        | build an app with AI
        | become a data scientist | fine-tune a language model | host a website at home
        | scrape job boards""",
        "With Real Code | No Computer Science Degree Needed | From an Empty Folder | No Frameworks",
    ),
    _field(
        "cooking",
        """meal prep | bread baking | cake decorating | vegan cooking | fermentation | batch cooking
        | home brewing
        | grilling | cooking for one | knife work | low-carb cooking""",
        """sourdough bread | ramen | air fryer meals | pizza dough | cast iron pans | chocolate cake
        | dumplings | kimchi
        | cold brew coffee | fried rice | banana bread | tacos | espresso | vegan burgers | pancakes
        | hot sauce | risotto
        | lentil soup | one-pot dinners | school lunches | birthday cakes | leftovers | olive oil
        | French toast""",
        "umami | street food | food waste | school dinners | the Maillard reaction | spices | food labels",
        """sourdough starter | pizza oven | wedding cake | roast chicken | curry | three-course dinner
        | lunch box | omelette""",
        """bake sourdough bread | cook a steak | make fresh pasta | cook for one | brew better coffee
        | cook on a budget
        | make cheese at home | grill salmon | ferment vegetables | decorate a cake | make sushi at home
        | roast vegetables
        | cook with kids | sharpen a kitchen knife | make ramen from scratch | meal prep for a week""",
        "No Oven Needed | In One Pan | With 5 Ingredients | Better Than Takeout | Grandma's Way",
    ),
    _field(
        "travel",
        """solo travel | van life | backpacking | slow travel | budget travel | travel hacking
        | wild camping | house sitting
        | bikepacking | island hopping""",
        """night trains | cheap flights | airport lounges | hostels | travel insurance | carry-on bags
        | ferries | cruises
        | road trips | travel credit cards | capsule hotels | national parks | language apps""",
        """jet lag | overtourism | digital nomads | airport security | border crossings | travel scams
        | visas""",
        """camper van | road trip | gap year | train journey | weekend trip | one-way ticket | cruise
        | passport""",
        """travel alone | live in a van | hike the Alps | pack a carry-on | fly with a baby | move abroad
        | visit Japan
        | backpack through Asia | book cheap flights | camp in the rain | sleep in an airport
        | cross Canada by train
        | plan a road trip | travel with kids | visit Iceland in winter | walk the Camino""",
        "On a Tiny Budget | Without a Guide | Local Secrets Included | What I'd Skip",
    ),
    _field(
        "fitness",
        """yoga | intermittent fasting | marathon training | stretching | calisthenics | swimming
        | pilates | jump rope
        | cold showers | rock climbing | boxing | strength training | trail running | rowing | walking""",
        """kettlebells | running shoes | protein powder | resistance bands | home gyms | fitness trackers
        | pull-ups
        | push-ups | foam rollers | standing desks | weighted vests | gym memberships | electrolytes
        | squats""",
        "posture | back pain | muscle growth | sleep debt | metabolism | VO2 max | knee pain | recovery",
        "marathon | 5k race | triathlon | pull-up | handstand | home gym | half marathon | rest day",
        """train for a marathon | build muscle at home | run every day | wake up at 5 am
        | fix bad posture | learn to swim
        | do 100 push-ups a day | stretch every morning | walk 10000 steps a day | quit sugar
        | count calories
        | meditate every day | work out at home | start running | lose weight slowly | sleep better""",
        "No Equipment Needed | At Any Age | In 15 Minutes a Day | Backed by Science | No Gym",
    ),
    _field(
        "money",
        """budgeting | day trading | frugal living | freelancing | dropshipping | meal planning
        | investing | saving
        | house hacking | negotiation""",
        """index funds | credit cards | dividend stocks | emergency funds | side hustles | ETFs
        | car loans | rental properties
        | pension plans | savings accounts | student loans | budgeting apps | bonds | NFTs""",
        """inflation | compound interest | credit scores | tax brackets | lifestyle creep
        | the housing market | recessions""",
        """first house | mortgage | side hustle | small business | budget | savings account | tax return
        | pay rise""",
        """save money on groceries | pay off debt | invest in index funds | buy a first house
        | start a small business
        | retire early | live on one income | negotiate a salary | make a budget | sell on Etsy
        | flip furniture | file taxes
        | quit a day job | save for a house | stop impulse buying | live on $50 a week""",
        "On an Average Salary | With Only $100 | With Real Numbers | No Jargon | Before You Turn 30",
    ),
    _field(
        "gaming",
        """chess | speedrunning | game design | Dungeons and Dragons | Minecraft | miniature painting
        | pixel art | esports
        | Stardew Valley | poker | map making""",
        """indie games | retro consoles | gaming PCs | VR headsets | board games | mechanical keyboards
        | gaming chairs
        | handheld consoles | puzzle games | boss fights | strategy games | card games | arcade machines""",
        """open world games | loot boxes | game physics | the Game Boy | video game music
        | difficulty settings""",
        """gaming PC | board game | video game | chess opening | arcade cabinet | Minecraft castle
        | boss fight | game jam""",
        """beat Dark Souls | build a gaming PC | make a video game | stream on Twitch | play chess
        | paint miniatures
        | collect retro games | learn Unity | run a D&D campaign | build a Minecraft castle
        | play on hard mode
        | design a board game | get better at chess | finish every Zelda game""",
        "On Hard Mode | Without Dying Once | With Zero Experience | No Spoilers",
    ),
    _field(
        "music",
        """songwriting | music theory | singing | beat making | ear training | home recording
        | fingerpicking | jazz piano
        | busking | mixing vocals | music production""",
        """guitar chords | synthesizers | vinyl records | drum machines | electric guitars
        | audio interfaces | ukuleles
        | guitar pedals | cheap microphones | lo-fi beats | headphones | MIDI keyboards""",
        """perfect pitch | film scores | the blues | hip hop | time signatures | auto-tune
        | streaming royalties""",
        "guitar solo | home studio | song | piano piece | drum kit | concert | album | violin",
        """learn guitar | write a song | play piano by ear | record vocals | produce a beat | mix a track
        | sing in tune
        | read sheet music | practice drums quietly | start a band | learn jazz improvisation
        | make music on a laptop
        | record an album at home | tune a piano""",
        "With Only 4 Chords | No Theory Needed | With Free Software | By Ear",
    ),
    _field(
        "home",
        """woodworking | 3D printing | soldering | upholstery | welding | decluttering | laundry
        | house cleaning | DIY
        | furniture flipping | plumbing | tiling""",
        """power tools | solar panels | tiny houses | smart home gadgets | heat pumps | epoxy tables
        | paint colors
        | robot vacuums | bookshelves | Raspberry Pi projects | kitchen cabinets | workbenches
        | LED lights""",
        "home insulation | mold | concrete | old houses | the KonMari method | tool brands | air quality",
        """bookshelf | tiny house | treehouse | workbench | kitchen | garden shed | fireplace
        | dining table | garage""",
        """build a deck | fix a leaky tap | paint a room | build a bookshelf | restore old furniture
        | tile a bathroom
        | install solar panels | build a tiny house | sharpen tools | organize a garage
        | hang a picture straight
        | declutter a house | renovate a kitchen | unclog a drain | insulate an attic | make soap""",
        "With Basic Tools | For Under $50 | From Scrap Wood | In One Weekend",
    ),
    _field(
        "garden",
        """composting | beekeeping | vegetable gardening | foraging | bonsai | vertical gardening
        | seed saving | pruning
        | indoor gardening | permaculture""",
        """houseplants | raised beds | tomato plants | succulents | herbs | wildflowers | greenhouses
        | fruit trees
        | balcony gardens | rain barrels | chili peppers | mushrooms | sunflowers""",
        """soil health | pollinators | companion planting | invasive species | worm farms | native plants
        | garden pests""",
        """vegetable garden | chicken coop | pond | greenhouse | compost heap | balcony garden | beehive
        | lemon tree""",
        """grow tomatoes | start a vegetable garden | raise chickens | keep bees | grow mushrooms at home
        | prune a fruit tree
        | make compost | grow food on a balcony | save a dying houseplant | build a raised bed
        | grow herbs indoors
        | attract butterflies | collect rainwater""",
        "Even on a Balcony | In Any Season | From Seed to Plate | For Free",
    ),
    _field(
        "animals",
        """dog training | birdwatching | horse riding | fishing | fostering kittens | fishkeeping
        | wildlife photography
        | puppy socialization | snorkeling""",
        """rescue dogs | aquariums | cat toys | guinea pigs | bird feeders | raw dog food | pet insurance
        | automatic feeders
        | hermit crabs | dog breeds | parrots | leashes""",
        """octopuses | deep sea creatures | wolves | animal sleep | bird migration | crows | whale songs
        | venomous snakes
        | dinosaurs | honey bees | axolotls""",
        "puppy | rescue dog | fish tank | parrot | hamster | kitten | horse | wildlife pond",
        """train a puppy | adopt a cat | teach a dog to sit | care for a hamster | introduce two cats
        | walk a nervous dog
        | set up an aquarium | photograph birds | raise a kitten | teach a parrot to talk
        | stop a dog from barking
        | travel with a dog | identify bird calls""",
        "Vet Approved | With Treats Only | No Yelling | What My Dog Taught Me",
    ),
    _field(
        "science",
        """astronomy | stargazing | amateur radio | home chemistry | citizen science | microscopy
        | lucid dreaming
        | science fair projects | fossil hunting""",
        """telescopes | nuclear reactors | electric cars | hydrogen fuel | space suits | batteries
        | magnets | microscopes
        | weather balloons | GPS satellites | lasers | MRI scanners""",
        """black holes | quantum physics | climate change | human memory | dark matter | volcanoes
        | the James Webb telescope
        | CRISPR | earthquakes | time zones | the placebo effect | antibiotics | gravity | tides | DNA
        | entropy""",
        """telescope | weather station | volcano | rocket | star map | solar eclipse | crystal radio
        | battery""",
        """see the Milky Way | photograph the moon | build a telescope | understand relativity
        | find meteorites
        | measure the speed of light at home | launch a weather balloon | read a scientific paper
        | extract DNA from a banana
        | watch a solar eclipse safely | grow crystals""",
        "No Math Needed | Explained by a Physicist | With Things at Home | Yes, It's Safe",
    ),
    _field(
        "history",
        """genealogy | metal detecting | calligraphy | historical cooking | blacksmithing | archery
        | coin collecting
        | reenactment | map reading | sword fighting""",
        """castles | pirate ships | Roman roads | old maps | typewriters | samurai swords | steam engines
        | lighthouses
        | medieval manuscripts | ancient coins | fountain pens""",
        """the Cold War | Roman history | the Silk Road | the Black Death | ancient Egypt | the Vikings
        | the moon landing
        | the French Revolution | the Titanic | the Industrial Revolution | pirates | the Berlin Wall
        | NASA""",
        """castle | family tree | Viking ship | suit of armor | treasure map | time capsule | museum
        | royal wedding""",
        """trace a family tree | eat like a Roman | dress like a Viking | survive the Middle Ages
        | read old handwriting
        | visit Pompeii | build a trebuchet | date old photographs | write with a quill | forge a knife
        | find old coins""",
        "The Short Version | With Original Sources | What School Left Out | No Dates to Memorize",
    ),
    _field(
        "learning",
        """language learning | speed reading | note taking | journaling | public speaking | time blocking
        | habit tracking
        | remote work | spaced repetition | minimalism | memory training | active recall | debating
        | Spanish | Korean""",
        """flashcards | online courses | study groups | planners | Pomodoro timers | e-readers
        | to-do lists | job interviews
        | vision boards | mind maps | morning routines | audiobooks | Notion templates | PhD programs""",
        """procrastination | burnout | introverts | stoicism | small talk | phone addiction
        | confirmation bias | imposter syndrome
        | dyslexia | ADHD | the attention span | sign language""",
        """morning routine | job interview | thesis | digital detox | career change | second language
        | presentation | exam""",
        """learn Spanish | read 50 books a year | speak in public | study for exams | quit social media
        | work from home
        | make friends as an adult | remember names | write a novel | wake up early
        | learn Japanese alone | plan a week
        | stop procrastinating | learn a language at 40 | pass a job interview | keep a journal""",
        "Without Burning Out | Even If You're Busy | Small Steps Only | In 10 Minutes a Day",
    ),
    _field(
        "media",
        """street photography | video editing | podcasting | vlogging | color grading | stop motion
        | drone filming
        | storytelling | portrait photography | animation | film photography | thumbnail design""",
        """prime lenses | camera drones | film cameras | action cameras | tripods | ring lights
        | wireless microphones | LUTs
        | phone gimbals | disposable cameras | iPhone cameras | photo printers | green screens""",
        """the YouTube algorithm | Studio Ghibli | movie trailers | practical effects
        | black and white film | CGI
        | film noir | copyright | aspect ratios""",
        "short film | podcast | YouTube channel | documentary | photo book | darkroom | vlog | film camera",
        """edit videos faster | take better photos | grow a YouTube channel | start a podcast
        | film with a phone
        | shoot a short film | develop film at home | fly a drone | photograph food | speak on camera
        | light a video
        | make a stop motion movie | tell better stories | photograph the northern lights""",
        "With Just a Phone | No Expensive Gear | Straight Out of Camera | With 0 Subscribers",
    ),
    _field(
        "vehicles",
        """bike repair | car detailing | cycling | sailing | off-roading | drifting | bike commuting
        | motorcycle touring
        | kayaking | karting""",
        """e-bikes | electric scooters | used cars | winter tires | dash cams | cargo bikes
        | vintage motorcycles | diesel engines
        | hybrid cars | car warranties | roof racks | sailboats | BMWs | EV chargers""",
        """self-driving cars | traffic jams | Formula 1 | hydrogen cars | the Tesla Cybertruck
        | roundabouts | tire pressure""",
        """used car | e-bike | sailboat | motorcycle | van conversion | bicycle | race car | wooden canoe
        | oil change""",
        """change a tire | buy a used car | convert a van | fix a bicycle chain | ride a motorcycle
        | restore a classic car
        | learn to sail | commute by bike | drive across Europe | wash a car properly | build an e-bike
        | parallel park
        | live without a car""",
        "Without a Mechanic | In Your Driveway | No Special Tools | On a Student Budget",
    ),
    _field(
        "style",
        """knitting | crochet | sewing | thrift shopping | watercolor painting | pottery | skin care
        | embroidery | nail art
        | sketching | hand lettering | leather craft | origami""",
        """capsule wardrobes | sewing machines | perfumes | sneakers | acrylic paints | sunscreen
        | denim jackets | hair masks
        | drawing tablets | wool sweaters | wedding dresses | watches | fabric dyes | scented candles""",
        """fast fashion | color theory | retinol | the SPF myth | perspective | natural dyes | streetwear
        | oil painting""",
        "sweater | wardrobe | quilt | sketchbook | tote bag | wedding dress | tattoo | haircut | portrait",
        """knit a sweater | learn to draw | sew a jacket | cut hair at home | build a capsule wardrobe
        | paint with watercolors
        | thread a sewing machine | dye fabric naturally | draw a face | make candles | design a tattoo
        | mend jeans
        | keep a sketchbook | shop second-hand""",
        "No Talent Required | With Thrifted Supplies | One Line at a Time | Slow and Cozy",
    ),
    _field(
        "family",
        """baby-led weaning | homeschooling | co-parenting | potty training | family camping
        | board game nights | babysitting
        | screen-free weekends | volunteering""",
        """baby monitors | picture books | strollers | school lunches | birthday parties
        | family calendars | cloth diapers
        | bedtime stories | car seats | wedding venues | LEGO sets""",
        """toddler tantrums | sibling rivalry | teenagers | attachment theory | screen time | picky eaters
        | empty nests""",
        "toddler | birthday party | wedding | baby shower | family budget | playroom | teenager | newborn",
        """plan a wedding | raise bilingual kids | get a baby to sleep | pack a school lunch
        | survive the newborn phase
        | host a dinner party | limit screen time | teach a child to read | throw a birthday party
        | move with a toddler
        | read to kids | split chores fairly""",
        "From Two Tired Parents | No Guilt | With Toddlers | Pediatrician Approved",
    ),
)
