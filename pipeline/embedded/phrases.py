"""The grammar's patterns around an activity or a whole phrase, for ideas written as sentences.

`frame` says how a line is read.
"""

from pipeline.embedded.frame import Frame, frame

DID = frame(
    "did", "activity", 3, True, "{GT} for {Dur}:",
    """I {p} for {dur}
    I {p}
    we {p}
    {g} for {dur}
    {g} every day for {dur}
    what I learned from {g}
    what happened when I {p}
    I tried to {v}
    my experience {g}
    what happens when you {v}
    what happens if you {v} every day
    {dur} of {g}""",
    plain="""I {PT}: A Quiet Diary
    {Dur} of {GT}, in Order""",
    howto="""How I {PT} for {Dur}
    How I {PT} Without Quitting""",
    list="""{N} Lessons From {Dur} of {GT}
    I {PT}. Here Are {N} Lessons
    {N} Things That Changed When I {PT}""",
    mistakes="""I {PT} and Made Every Mistake
    {N} Mistakes I Made When I {PT}""",
    question="""What Happens When You {VT} for {Dur}?
    I {PT} for {Dur}. Was It Worth It?
    Can You Really {VT} for {Dur}?
    What Happens If You {VT}?""",
    guide="""{GT} for {Dur}: What to Expect""",
    tried="""I {PT} for {Dur}
    I {PT} for {Dur}. Here's What Happened
    I {PT} for {Dur} (Honest Results)
    I Tried to {VT} for {Dur}""",
    explained="""What {Dur} of {GT} Does to You, Explained
    {GT} for {Dur}, Explained""",
    hype="""I {PT} for {Dur} and THIS HAPPENED!
    I {PT} for {Dur}?! (INSANE RESULTS)""",
    story="""What {Dur} of {GT} Taught Me
    The Day I {PT}
    I {PT} and It Changed My Life""",
    contrarian="""I {PT}. Never Again
    Don't {VT} for {Dur} Until You Watch This""",
    versus="""{Dur} of {GT}: Before vs After
    I {PT}: Day 1 vs Day {D}""",
)  # fmt: skip

CAN_YOU = frame(
    "can_you", "activity", 2.5, True, "{GT}:",
    """can you {v}
    can you {v}?
    is it possible to {v}
    should you {v}
    is {g} worth it
    is {g} worth it?
    is it too late to {v}
    can a beginner {v}
    why you should {v}
    why everyone should {v}
    reasons to {v}
    why I love {g}
    why I started {g}
    why I stopped {g}
    the truth about {g}
    the hardest part of {g}""",
    plain="""{GT}: An Honest Answer
    A Few Reasons to {VT}""",
    howto="""How to {VT} (Yes, It's Possible)
    How to Know If You Should {VT}""",
    list="""{N} Reasons to {VT}
    {N} Reasons Why You Should {VT}
    {N} Hard Truths About {GT}""",
    question="""Can You Really {VT}?
    Should You {VT}? An Honest Answer
    Is {GT} Worth It?
    Is It Too Late to {VT}?
    Is It Even Possible to {VT}?
    Who Should {VT}?""",
    guide="""Should You {VT}? A Complete Guide""",
    tried="""I {PT} to See If It's Worth It
    I Tried to {VT}. Is It Possible?""",
    explained="""Why You Should {VT}, Explained
    {GT}: Is It Worth It? Explained""",
    hype="""You NEED to {VT} (Seriously)
    The TRUTH About {GT}!
    STOP! Don't {VT} Yet!""",
    story="""Why I Love {GT}
    Why I Started {GT} (and Never Stopped)
    The Hardest Part of {GT}""",
    contrarian="""Why You Shouldn't {VT}
    It's Never Too Late to {VT}
    Is {GT} a Waste of Time?""",
    mistakes="""{GT}: The Mistake I Regret Most
    Before You {VT}, Avoid These Mistakes""",
    versus="""{GT}: Worth It vs Waste of Time""",
)  # fmt: skip

CLAUSE = frame(
    "clause", "clause", 3, False, "Why {C}:",
    """why do {c}?
    why do {c}
    why {c}
    the reason {c}
    why do some {c}""",
    plain="""Why {C}: A Short Answer
    Notes on Why {C}""",
    list="""{N} Reasons Why {C}
    {N} Theories About Why {C}""",
    question="""Why Do {C}?
    Why Do {C}? The Real Answer
    So Why Do {C}, Really?
    Have You Ever Wondered Why {C}?
    Does Anyone Know Why {C}?""",
    explained="""Why {C}, Explained Simply
    Why {C} (Explained in {M} Minutes)
    Why Do {C}? Explained in {M} Minutes
    The Science of Why {C}""",
    guide="""Why {C}: The Complete Answer""",
    tried="""I Asked {N} Experts Why {C}
    I Spent {Dur} Finding Out Why {C}""",
    hype="""The SHOCKING Reason Why {C}!
    You WON'T BELIEVE Why {C}!""",
    story="""The Strange Reason Why {C}
    The Real Reason Why {C}
    We Finally Know Why {C}""",
    contrarian="""Why {C} (Not What You Think)
    Everyone Is Wrong About Why {C}""",
    versus="""Why {C}: Myth vs Science""",
)  # fmt: skip

TOPIC_MISTAKES = frame(
    "mistakes", "practical", 2, True, "{X} Mistakes{T}:",
    """common {x} mistakes
    {x} mistakes
    mistakes in {x}
    mistakes beginners make with {x}
    {x} mistakes to avoid
    the biggest {x} mistake
    my worst {x} mistake""",
    plain="""Common Mistakes With {XT}""",
    howto="""How to Avoid Common {X} Mistakes{T}
    How to Fix Your {X} Mistakes{T}""",
    list="""{N} Common {X} Mistakes{T}
    {N} {X} Mistakes{T} You Can Fix Today""",
    mistakes="""{N} {X} Mistakes{T} You're Probably Making
    The Biggest {X} Mistakes{T} Beginners Make
    Stop Making These {X} Mistakes{T}
    {X} Mistakes{T} I Wish I Had Avoided""",
    question="""Are You Making These {X} Mistakes{T}?
    What Is the Biggest {X} Mistake{T}?""",
    guide="""Common {X} Mistakes{T}: The Complete Guide""",
    tried="""I Made Every {X} Mistake{T} in {D} Days""",
    explained="""Common {X} Mistakes{T}, Explained""",
    hype="""STOP Making This HUGE {X} Mistake{T}!
    This {X} Mistake{T} RUINS Everything!""",
    story="""The {X} Mistake{T} I Will Never Make Again
    My Worst {X} Mistake{T} (and What It Taught Me)""",
    contrarian="""Why {X} Mistakes{T} Are Good for You""",
)  # fmt: skip

TRUTH = frame(
    "truth", "thing", 3, True, "{I}:",
    """the truth about {x}
    the problem with {x}
    why I love {x}
    why I quit {x}
    my experience with {x}
    what I learned from {x}
    a month of {x}
    {x} for a week
    living with {x}
    {x} without {x2}
    {x} and {x2}
    {x} review
    {x} challenge
    trying {x}
    my {x} routine
    the future of {x}
    my {x} setup""",
    plain="""{I}: A Closer Look
    {I}, Plain and Simple
    A Few Thoughts on {I}""",
    list="""{I}: {N} Things to Know
    {I} in {N} Steps
    {I}: {N} Honest Lessons""",
    question="""{I}: Is It Worth It?
    {I}: Does It Really Work?
    Want to Know More About {I}?""",
    guide="""{I}: The Complete Guide
    {I}: Everything You Need to Know""",
    tried="""{I}: My Honest Experience
    {I}: I Tried It So You Don't Have To""",
    explained="""{I}, Explained in {M} Minutes
    {I} Explained Simply""",
    hype="""{I} Will SHOCK You!
    {I}: NOBODY Talks About This!
    {I}: This Is INSANE!""",
    story="""{I}: The Full Story
    {I}: What Nobody Tells You
    {I} (and What It Taught Me)""",
    contrarian="""{I}: An Unpopular Opinion
    {I} (Not What You Think)""",
    mistakes="""{I}: Mistakes to Avoid
    {I}: What I Got Wrong""",
    howto="""{I}: How to Get Started
    {I}: How I Do It""",
    versus="""{I}: Expectation vs Reality""",
)  # fmt: skip

ACCOUNT = Frame("account", "account", 5, False, "{I}:", ("{i}",), TRUTH.titles)

PHRASE = frame(
    "phrase", "phrase", 16, False, "{I}:",
    """{i}""",
    plain="""{I}
    {I}, Step by Step
    {I}: A Closer Look
    {I}: A Diary
    A Quiet Look at {I}""",
    howto="""{I}: How to Get Started
    {I}: How I Do It""",
    list="""{I}: {N} Things to Know
    {I}: {N} Lessons
    {N} Tips for {I}
    {N} Lessons From {I}
    {N} Honest Lessons From {I}""",
    mistakes="""{I}: What I Got Wrong
    {I}: Mistakes to Avoid
    My Mistakes With {I}""",
    question="""{I}: Is It Worth It?
    {I}: Does It Work?
    {I}?
    Is {I} Worth It?
    Ready for {I}?""",
    guide="""{I}: A Complete Guide
    A Beginner's Guide to {I}
    {I}: A Beginner's Guide""",
    tried="""{I}: My Honest Experience
    I Tried {I}
    I Tried {I} for {Dur}
    {I}: I Tried It""",
    explained="""{I}, Explained
    {I}, Explained in {M} Minutes
    {I}: The {M}-Minute Version""",
    hype="""{I}! (INSANE)
    {I} Will SHOCK You!
    {I}: NOBODY Tells You THIS!
    The TRUTH About {I}!""",
    story="""{I}: The Full Story
    The Story of {I}
    The Truth About {I}
    {I}: {H}
    {I} (and What It Taught Me)
    What {I} Taught Me""",
    contrarian="""{I}: An Unpopular Opinion
    {I} (Not What You Think)
    The Problem With {I}
    Let's Talk About {I}""",
    versus="""{I}: Expectation vs Reality
    {I}: Myth vs Reality""",
)  # fmt: skip

SENTENCE = frame(
    "sentence", "sentence", 8, False, "{I}:",
    """{i}""",
    plain="""{I}
    {I} (A Short Film)""",
    list="""{I}: {N} Lessons
    {I}: {N} Things to Know
    {N} Reasons Why {I}""",
    question="""{I}?
    {I}. Was It Worth It?
    {I}: Does It Work?
    Wait, {I}?""",
    tried="""{I} (Honest Results)
    {I}. Here's What Happened
    {I} So You Don't Have To""",
    explained="""{I}, Explained
    {I} in {M} Minutes""",
    hype="""{I}! (INSANE)
    {I} and THIS HAPPENED!
    {I}?! (YOU WON'T BELIEVE IT)""",
    story="""{I}: The Full Story
    {I} (and What It Taught Me)
    {I}: What Nobody Tells You
    The Day {I}""",
    contrarian="""{I}. Never Again
    {I} (Not What You Think)
    {I}: An Unpopular Opinion""",
    mistakes="""{I}: What I Got Wrong
    {I} and Made Every Mistake""",
    versus="""{I}: Before vs After
    {I}: Expectation vs Reality""",
    guide="""{I}: A Complete Guide""",
    howto="""{I}: Here's How""",
)  # fmt: skip

QUESTION = frame(
    "question", "question", 6, False, "{I}?",
    """{i}""",
    plain="""{I}? A Short Answer
    {I}? Some Notes""",
    list="""{I}? {N} Possible Answers
    {I}? {N} Things to Know""",
    question="""{I}?
    {I}, Really?
    {I}? An Honest Answer
    {I}? Let's Find Out""",
    explained="""{I}? Explained Simply
    {I}? Explained in {M} Minutes""",
    guide="""{I}? A Complete Answer
    {I}? A Beginner's Guide""",
    tried="""{I}? I Tried It
    {I}? I Asked {N} Experts""",
    hype="""{I}? The Answer Will SHOCK You!
    {I}?! (You WON'T BELIEVE It)""",
    story="""{I}? The Real Story
    {I}? What I Found Out""",
    contrarian="""{I}? Not What You Think
    {I}? Everyone Is Wrong""",
    versus="""{I}? Myth vs Reality""",
    mistakes="""{I}? What People Get Wrong""",
)  # fmt: skip
