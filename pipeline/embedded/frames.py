"""The grammar's patterns for ideas of other shapes: questions, statements, places, roles, and whole phrases.

`frame` says how a line is read.
"""

from pipeline.embedded.frame import frame

WORKS = frame(
    "works", "explainable", 2.5, False, "How {XT} Work{s}:",
    """how {does} {x} work
    how {x} actually work{s}
    how {x} work{s}
    how {does} {x} work?
    why {x} work{s}
    the science of {x}
    the science behind {x}""",
    plain="""How {XT} Work{s}: An Overview
    The Science of {XT} in Plain Words""",
    list="""{N} Things You Didn't Know About {XT}
    How {XT} Work{s} in {N} Simple Steps
    {N} Ideas That Explain How {XT} Work{s}""",
    question="""How {Does} {XT} Actually Work?
    Have You Ever Wondered How {XT} Work{s}?
    How {Does} {XT} Work, Really?
    Does Anyone Know How {XT} Work{s}?""",
    explained="""How {XT} Work{s} in {M} Minutes
    How {XT} Work{s}, Explained Simply
    The Science of {XT}, Explained
    How {XT} Work{s} (Explained Like You're Five)""",
    guide="""How {XT} Work{s}: The Complete Guide
    How {XT} Work{s}: A Beginner's Guide""",
    tried="""I Spent {D} Days Learning How {XT} Work{s}
    I Asked an Expert How {XT} Work{s}""",
    story="""The Hidden Science of {XT}
    The Night I Learned How {XT} Work{s}""",
    hype="""The SHOCKING Way {XT} Work{s}!
    NOBODY Knows How {XT} REALLY Work{s}!
    The INSANE Science of {XT}!""",
    contrarian="""You're Wrong About How {XT} Work{s}
    How {XT} Work{s} Is Not What You Think""",
    versus="""How {XT} Work{s}: Myth vs Reality""",
)  # fmt: skip

WHAT_IS = frame(
    "what_is", "explainable", 2, False, "What {Is} {XT}?",
    """what {is} {x}
    what {is} {x}?
    what {is} {x} and why should you care
    what everyone should know about {x}
    {x} and why {it} matter{s}
    what I wish I knew about {x}""",
    plain="""{XT}: What {It} Mean{s} and Why {It} Matter{s}
    An Introduction to {XT}""",
    list="""{N} Things Everyone Should Know About {XT}
    {N} Reasons Why {XT} Matter{s}""",
    question="""What {Is} {XT} and Why Should You Care?
    What {Is} {XT}, Really?
    Why {Does} {XT} Matter?
    What {Is} {XT}? A Clear Answer""",
    explained="""{XT} Explained in {M} Minutes
    What {Is} {XT}? Explained in {M} Minutes
    {XT}, Explained Simply""",
    guide="""What {Is} {XT}? A Beginner's Guide
    {XT} 101: Everything You Need to Know""",
    tried="""I Spent {D} Days Trying to Understand {XT}""",
    hype="""{XT} {Is} CRAZIER Than You Think!
    Why NOBODY Explains {XT} to You!""",
    story="""The Surprising Story of {XT}
    What I Wish I Knew About {XT}
    The Moment {XT} Finally Made Sense""",
    contrarian="""What Nobody Tells You About {XT}
    Most People Don't Understand {XT}""",
    versus="""What {Is} {XT}? Myth vs Reality""",
)  # fmt: skip

HISTORY = frame(
    "history", "explainable", 2, False, "The History of {XT}:",
    """the history of {x}
    history of {x}
    a short history of {x}
    where {x} come{s} from
    who invented {x}
    the story behind {x}""",
    plain="""A Short History of {XT}
    {XT}: A Quiet History""",
    list="""{N} Wild Facts About the History of {XT}
    The History of {XT} in {N} Objects""",
    question="""Who Really Invented {XT}?
    Where {Does} {XT} Come From?
    What Is the Real History of {XT}?""",
    explained="""The History of {XT} in {M} Minutes
    The Whole History of {XT}, Explained""",
    guide="""The Complete History of {XT}
    The History of {XT}: A Beginner's Guide""",
    tried="""I Spent {Dur} Tracing the History of {XT}""",
    hype="""The CRAZY History of {XT}!
    The Story of {XT} They NEVER Taught You!""",
    story="""The Surprising History of {XT}
    The Strange Story Behind {XT}
    How {XT} Changed the World""",
    contrarian="""The History of {XT} Is Not What You Think
    The Dark History of {XT}""",
    versus="""The History of {XT}: Myth vs Fact""",
)  # fmt: skip

ROLE = frame(
    "role", "role", 2.5, False, "Life as {AR}:",
    """day in the life of {ar}
    a day in the life of {ar}
    my life as {ar}
    working as {ar}
    what it's like to be {ar}
    what I learned as {ar}
    how to become {ar}
    a typical day as {ar}
    a night shift with {ar}""",
    plain="""A Day in the Life of {AR}
    One Ordinary Day as {AR}""",
    howto="""How to Become {AR} ({H})
    How to Survive Your First Year as {AR}""",
    list="""{N} Things I Learned as {AR}
    {N} Things Nobody Tells You About Life as {AR}""",
    mistakes="""My Biggest Mistakes as {AR}
    {N} Mistakes I Made as {AR}""",
    question="""What Does {AR} Actually Do All Day?
    Is Life as {AR} Worth It in {Y}?
    Should You Become {AR}?
    What's It Really Like to Be {AR}?""",
    guide="""How to Become {AR}: The Complete Guide""",
    tried="""I Spent {Dur} as {AR}
    I Worked as {AR} for {Dur}""",
    explained="""The Life of {AR}, Explained
    A Day as {AR} in {M} Minutes""",
    hype="""The TRUTH About Life as {AR}!
    You WON'T BELIEVE My Day as {AR}!""",
    story="""What I Learned Working as {AR}
    My Honest Life as {AR}
    Why I Became {AR}""",
    contrarian="""Don't Become {AR} Until You Watch This
    Why I Would Never Be {AR} Again""",
    versus="""Life as {AR}: Expectation vs Reality""",
)  # fmt: skip

BEST = frame(
    "best", "item", 3, False, "The Best {XT}:",
    """best {x} for {a}
    the best {x} for {a}
    cheap {x} for {a}
    which {x} to buy
    best {x} under ${S}
    the best {x} of {Y}
    ranking every {x1}
    testing cheap {x}
    reviewing {x} from worst to best
    {num} {x} that are worth it
    the {x} I actually use
    my favorite {x}""",
    plain="""My Favorite {XT} for {A}
    Comparing the Best {XT} for {A}""",
    howto="""How to Find the Best {XT} for {A}
    How to Choose {XT} for {A}""",
    list="""The {N} Best {XT} for {A} in {Y}
    Top {N} {XT} for {A}
    Ranking {N} {XT} From Worst to Best""",
    mistakes="""Don't Make These Mistakes When Buying {XT}
    I Bought the Wrong {XT} (Again)""",
    question="""Which {XT} Should You Buy in {Y}?
    What {Is} the Best {XT} for {A}?
    {Is} Cheap {XT} Any Good?
    {Is} Expensive {XT} Worth It?""",
    guide="""The Best {XT} for {A}: A Buying Guide
    Best {XT} in {Y}: The Complete Guide""",
    tried="""I Tested {N} {XT} So You Don't Have To
    I Tried the Best {XT} for {A}
    I Spent ${S} on {XT} for {A}""",
    explained="""The Best {XT}, Explained in {M} Minutes""",
    hype="""STOP Buying the WRONG {XT}!
    The BEST {XT} EVER?! (INSANE)""",
    story="""The Only {XT} I Would Buy Again
    Why I Keep Coming Back to {XT}""",
    contrarian="""Don't Buy {XT} Before You Watch This
    Expensive {XT} {Is} Not Always Better""",
    versus="""Cheap vs Expensive {XT}: The Real Difference
    ${S} vs $10 {XT}: Can You Tell?""",
)  # fmt: skip

EXPLAIN_TO = frame(
    "explain_to", "explainable", 1.2, False, "{XT} for Kids:",
    """explaining {x} to a 5 year old
    {x} explained to kids
    explain {x} like I'm five
    explaining {x} to my grandma
    teaching my mom about {x}""",
    plain="""{XT} in Simple Words""",
    howto="""How to Explain {XT} to a 5 Year Old
    How to Explain {XT} to Grandma""",
    list="""{N} Simple Ways to Explain {XT}""",
    question="""Can a 5 Year Old Understand {XT}?
    Can I Explain {XT} to My Grandma?""",
    tried="""I Tried Explaining {XT} to My Mom
    I Explained {XT} to a 5 Year Old""",
    explained="""{XT} Explained Like You're Five
    {XT} Explained So Kids Understand""",
    hype="""I Explained {XT} to a KID and THIS HAPPENED!""",
    story="""What Happened When I Explained {XT} to Kids""",
    guide="""Explaining {XT} to Kids: A Short Guide""",
    versus="""{XT}: Expert vs 5 Year Old""",
)  # fmt: skip

BROKEN = frame(
    "broken", "object", 2, False, "Fixing My {O}:",
    """why my {o} keeps failing
    why is my {o} so bad
    my {o} is not working
    fixing my {o}
    how I saved my {o}
    my {o} is dying
    what to do when your {o} fails""",
    plain="""Fixing My {O}, Step by Step""",
    howto="""How to Save Your {O} Before It's Too Late
    How to Fix Your {O} in {M} Minutes
    How I Finally Fixed My {O}""",
    list="""{N} Reasons Your {O} Is Not Working
    {N} Ways to Save a Failing {O}""",
    mistakes="""The {O} Mistake Everyone Makes
    {N} Mistakes That Ruin Your {O}""",
    question="""Why Does My {O} Keep Failing?
    Is Your {O} Beyond Saving?""",
    guide="""Fixing Your {O}: The Complete Guide""",
    tried="""I Tried to Fix My {O} in {D} Days""",
    explained="""Why Your {O} Fails, Explained""",
    hype="""STOP RUINING Your {O}! (Do THIS Instead)""",
    story="""The Real Reason My {O} Was Failing
    How I Saved My {O} at the Last Minute""",
    contrarian="""Your {O} Is Not Broken. Do This First""",
    versus="""My {O}: Before vs After""",
)  # fmt: skip

FIRST = frame(
    "first", "object", 3.5, True, "My {O}{T}:",
    """my first {o}
    {ao}
    building {ao}
    my {o}
    first time with {ao}
    what {ao} really costs
    the real cost of {ao}
    planning {ao}
    restoring {ao}
    my {o} tour
    making {ao}
    my {o} one year later""",
    plain="""My {O}{T}: A Full Tour
    Notes From My First {O}{T}
    Planning {AO}{T}, Step by Step""",
    howto="""How to Plan {AO}{T} ({H})
    How to Build {AO}{T}
    How to Afford {AO}{T}""",
    list="""{N} Lessons From My First {O}{T}
    {N} Things to Know Before {AO}{T}
    {N} Tips for Your First {O}{T}""",
    mistakes="""My First {O}{T}: What I Got Wrong
    {N} Mistakes I Made With My {O}{T}""",
    question="""Was My First {O}{T} a Disaster?
    What Does {AO}{T} Really Cost?
    Is {AO}{T} Worth It in {Y}?""",
    guide="""Your First {O}{T}: A Beginner's Guide
    {AO}{T} From Start to Finish""",
    tried="""I Tried {AO}{T} for the First Time
    I Made {AO}{T} in {D} Days
    I Spent ${S} on {AO}{T}""",
    explained="""The Real Cost of {AO}{T}, Explained
    What {AO}{T} Really Takes""",
    hype="""My First {O}{T} Was INSANE!
    I Got {AO}{T} and THIS HAPPENED!""",
    story="""What I Learned From My First {O}{T}
    The Story of My First {O}{T}
    The {O}{T} That Changed My Life
    My {O}{T}, One Year Later""",
    contrarian="""Don't Get {AO}{T} Until You Watch This
    Nobody Needs {AO}{T} (Change My Mind)""",
    versus="""My First {O}{T}: Expectation vs Reality
    My {O}{T}: Before vs After""",
)  # fmt: skip

PLACE = frame(
    "place", "place", 3, True, "{L}{T}:",
    """{l}
    visiting {l}
    a week in {l}
    48 hours in {l}
    moving to {l}
    {l} travel guide
    living in {l}
    traveling to {l}""",
    plain="""A Quiet Week in {L}{T}
    Visiting {L}{T}: A Travel Diary""",
    howto="""How to See {L}{T} in {D} Days
    How to Visit {L}{T} the Smart Way""",
    list="""{N} Things to Know Before Visiting {L}{T}
    {N} Hidden Spots in {L}{T}
    Top {N} Things to Do in {L}{T}""",
    mistakes="""{N} Mistakes Tourists Make in {L}{T}
    My Biggest Mistake in {L}{T}""",
    question="""Is {L}{T} Worth Visiting in {Y}?
    Could You Live in {L}{T}?
    Why Is Everyone Moving to {L}{T}?""",
    guide="""{L}{T}: The Complete Travel Guide ({Y})
    The Ultimate Guide to {L}{T}""",
    tried="""I Spent {Dur} in {L}{T}
    I Traveled to {L}{T} With Only ${S}""",
    explained="""Living in {L}{T}, Explained
    {L}{T} Explained in {M} Minutes""",
    hype="""{L}{T} Is INSANE! (Must Watch)
    I Can't BELIEVE This Is {L}{T}!""",
    story="""What {Dur} in {L}{T} Taught Me
    Why I Moved to {L}{T}
    The Side of {L}{T} Nobody Shows You""",
    contrarian="""Don't Visit {L}{T} Until You Watch This
    {L}{T} Is Not What You Think""",
    versus="""{L}{T}: Expectation vs Reality
    {L}{T}: Tourist vs Local""",
)  # fmt: skip
