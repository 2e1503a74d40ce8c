"""The grammar's sentence patterns for a thing, an activity and two things; `frame` says how to read them."""

from pipeline.embedded.frame import frame

THING = frame(
    "thing",
    "thing",
    20,
    True,
    "{XT}:",
    """{x}
    {x}
    {x}
    {x}
    {x}
    {x} tips
    {x} guide
    {x} tutorial
    {x} basics
    {x} explained
    tips for {x}
    an introduction to {x}
    intro to {x}
    a guide to {x}
    a beginner guide to {x}
    a video about {x}
    video on {x}
    getting started with {x}
    explaining {x}
    all about {x}""",
    plain="""{XT}: A Short Introduction
    An Introduction to {XT}
    {XT}: What You Need to Know
    A Practical Look at {XT}
    The Basics of {XT}
    Getting Started With {XT}
    {XT}, Step by Step
    A Quiet Look at {XT}
    {XT}: Where to Start
    ~pi Simple {X} Tips{T} for Everyday Life
    Notes on {XT}
    {XT} for Complete Beginners: First Steps
    A Few Honest Thoughts on {XT}""",
    howto="""How to Get Started With {XT}
    ~p How to Get Better at {XT} in {D} Days
    ~pi How to Get {XT} Right the First Time
    How to Understand {XT} in {M} Minutes
    ~i How to Choose the Right {XT}
    ~i How to Pick {XT} Without Wasting Money
    ~p How to Start {XT} When You Know Nothing
    ~p How to Make {XT} a Habit
    ~pi How to Fall in Love With {XT}
    How I Finally Figured Out {XT}
    ~s How to Explain {XT} to Anyone
    ~s How to Make Sense of {XT}""",
    list="""{N} Things Nobody Tells You About {XT}
    ~pi {N} {X} Tips{T} I Wish I Knew Sooner
    {N} Things I Wish I Knew About {XT}
    ~pi {N} Rules for {XT} That Actually Work
    ~pi {N} {X} Secrets the Pros Use{T}
    {N} Surprising Facts About {XT}
    ~p {N} Reasons to Try {XT} This Year
    ~p {N} Lessons From {D} Days of {XT}
    ~pi Top {N} {X} Tips{T} for Beginners
    ~s {N} Strange Facts About {XT} You Never Heard
    ~s {N} Questions About {XT}, Answered
    ~pi {N} Small Changes for Better {XT}
    ~i {N} Things to Check Before You Buy {XT}
    ~s {N} Myths About {XT} You Still Believe
    The Top {N} Things to Know About {XT}""",
    mistakes="""~pi {N} {X} Mistakes{T} You're Probably Making
    ~pi {N} {X} Mistakes{T} Every Beginner Makes
    ~pi The Biggest {X} Mistake{T} (and How to Fix It)
    ~pi Avoid These {N} {X} Mistakes{T}
    ~pi I Made Every {X} Mistake{T} So You Don't Have To
    What Most People Get Wrong About {XT}
    ~pi The {X} Mistake That Cost Me ${S}
    {N} Things People Get Wrong About {XT}
    ~pi My Worst Mistakes With {XT}
    ~s The Biggest Misunderstanding About {XT}""",
    question="""~pi {Is} {XT} Worth It in {Y}?
    Why Is Everyone Talking About {XT}?
    ~p What Happens When You Try {XT} for {Dur}?
    ~p Can You Really Learn {XT} in {D} Days?
    {Is} {XT} Overrated?
    What {Is} {XT}, Really?
    ~p Should You Try {XT} in {Y}?
    ~pi Are You Doing {XT} Wrong?
    ~p Why Is {XT} So Hard?
    ~pi Can {XT} Really Change Your Life?
    ~i Do You Really Need {XT}?
    ~i {Is} {XT} Worth the Money?
    ~s Do We Really Understand {XT}?
    ~s Is Everything You Know About {XT} Wrong?
    So What's the Deal With {XT}?
    ~s Why {Does} {XT} Matter So Much?
    ~p Who Is {XT} Actually For?""",
    guide="""{XT} for Beginners: The Complete Guide
    The Ultimate Guide to {XT} ({Y})
    The Beginner's Guide to {XT}
    ~pis {XT} 101: Everything You Need to Know
    ~p {XT} From Zero to Hero
    The Only {X} Guide{T} You'll Ever Need
    ~i {XT}: The Complete {Y} Buying Guide
    ~p Your First {D} Days of {XT}
    ~p The Complete {X} Roadmap{T} for {Y}
    Everything You Need to Know About {XT}
    A Beginner's Guide to {XT} ({H})""",
    tried="""~p I Tried {XT} for {Dur}
    ~p I Tried {XT} for {Dur} (Honest Results)
    ~p What {Dur} of {XT} Taught Me
    ~p My {D}-Day {X} Experiment{T}
    ~pi I Spent ${S} on {XT}. Was It Worth It?
    ~i I Tested {N} {XT} So You Don't Have To
    ~i I Tried {XT} So You Don't Have To
    I Spent {Dur} Learning About {XT}
    ~pi {Dur} of {XT}: The Honest Truth
    I Asked {N} Experts About {XT}
    ~pi Trying {XT} for the First Time
    ~s I Went Down the {X} Rabbit Hole{T}
    ~i I Lived With {XT} for {Dur}""",
    explained="""{XT} Explained in {M} Minutes
    {XT} in {M} Minutes ({H})
    {XT}, Explained Simply
    Everything About {XT} in {M} Minutes
    {XT} Explained Like You're Five
    How {XT} Actually Work{s}
    {XT}: How {It} Really Work{s}
    The Science Behind {XT}
    {XT}, Finally Explained
    The {M}-Minute Explanation of {XT}
    Why {XT} Work{s} (Explained Simply)""",
    hype="""~pi {XT} Will CHANGE YOUR LIFE (Seriously)
    ~pi STOP Doing {XT} Until You WATCH THIS
    ~pi I Tried {XT} and THIS HAPPENED!
    The SHOCKING TRUTH About {XT}
    You WON'T BELIEVE What {XT} Can Do!
    ~pi {XT}: DON'T Make This HUGE Mistake!
    ~pi THIS {X} Trick{T} Is INSANE!
    Why NOBODY Talks About {XT} ANYMORE!
    ~p {XT} in {D} Days?! (INSANE RESULTS)
    The {X} SECRET{T} They HIDE From You!
    {XT}: The TRUTH Nobody Tells You!
    ~s {XT} Will BLOW YOUR MIND!
    ~i The BEST {XT} EVER? (INSANE)
    EVERYTHING You Know About {XT} Is WRONG!""",
    story="""~pi The {X} Method{T} That Saved Me Hours
    What I Learned From {XT}
    ~p Why I Quit {XT} (and Came Back)
    ~pi My Honest {X} Review{T} After {D} Days
    ~pi How {XT} Changed My Life
    {XT} Changed How I Think
    ~pi The Hidden Cost of {XT}
    {XT}: {H}
    ~pi The Simple {X} Trick I Use Every Week{T}
    The Strange Story of {XT}
    ~p How I Fell in Love With {XT}
    ~p I Was Terrible at {XT}. Then This Worked
    ~i The Day I Discovered {XT}
    ~s The Untold Story of {XT}
    ~s The Night I Finally Understood {XT}
    ~pi Confessions of a {X} Addict""",
    contrarian="""~i Don't Buy {XT} Before You Watch This
    ~p Don't Start {XT} Until You Watch This
    Forget Everything You Know About {XT}
    ~pi The Problem With {XT}
    ~pi {XT} {Is} Not What You Think
    Everyone Is Wrong About {XT}
    ~pi Why I Stopped Caring About {XT}
    ~pi Nobody Needs {XT} (Change My Mind)
    The Dark Side of {XT}
    An Unpopular Opinion About {XT}
    Let's Be Honest About {XT}
    ~p You Don't Need Talent for {XT}""",
    versus="""{XT}: Expectation vs Reality
    ~i Cheap vs Expensive {XT}: Can You Tell?
    ~pi {XT}: Beginner vs Pro
    {XT}: Myth vs Reality
    ~p {XT}: Day 1 vs Day {D}
    ~i ${S} vs $10 {XT}: The Real Difference
    ~s {XT}: Fact vs Fiction
    {XT}: Then vs Now""",
)

ACTIVITY = frame(
    "activity",
    "activity",
    14,
    True,
    "{GT}:",
    """{g}
    {g}
    {g}
    how to {v}
    how to {v}
    how to {v}
    {v}
    tips for {g}
    a guide to {g}
    learning how to {v}
    getting started with {g}
    the best way to {v}
    how I {v}
    a video about {g}
    {g} for beginners
    {g} tutorial
    my tips for {g}""",
    plain="""{GT}: A Simple Walkthrough
    {GT}, Step by Step
    A Practical Guide to {GT}
    {GT}: Where to Start
    {GT} (and Enjoying It)
    The Easy Way to {VT}
    A Calm Introduction to {GT}
    {GT} With Me: A Slow Day""",
    howto="""How to {VT}
    How to {VT} ({H})
    How to {VT} in {M} Minutes
    How to {VT} Like a Pro
    How to {VT} (Even If You're a Beginner)
    How to {VT} Without Losing Your Mind
    How to {VT} the Right Way
    How to {VT} When You Have No Time
    How to Finally {VT}
    How I {VT} (Full Walkthrough)""",
    list="""{N} Ways to {VT}
    {N} Tips for {GT} I Wish I Knew Sooner
    {N} Things Nobody Tells You About {GT}
    {N} Easy Ways to {VT}
    {N} Steps to {VT} ({H})
    {N} Reasons to {VT} This Year
    {N} Lessons I Learned {GT}
    {N} Rules for {GT} That Actually Work
    {N} Things You Need to {VT}
    Top {N} Tips for {GT}""",
    mistakes="""{N} Mistakes People Make When {GT}
    Stop Making These Mistakes When {GT}
    The Biggest Mistake When {GT}
    {GT}: {N} Mistakes to Avoid
    I Made Every Mistake {GT}
    My Worst Mistakes While {GT}
    You're {GT} Wrong (Do This Instead)
    The Mistake That Ruined My Plan to {VT}""",
    question="""Can You Really {VT} in {D} Days?
    Want to {VT}? Watch This First
    Is {GT} Worth It in {Y}?
    Should You {VT} in {Y}?
    Is {GT} Harder Than It Looks?
    Why Is {GT} So Hard?
    What's the Best Way to {VT}?
    Can Anyone Learn to {VT}?
    How Hard Is It to {VT}?
    Could You {VT}?""",
    guide="""{GT}: The Complete Beginner's Guide
    The Ultimate Guide to {GT} ({Y})
    {GT} 101: Everything You Need to Know
    {GT} From Start to Finish
    The Only Guide to {GT} You'll Ever Need
    {GT} for Beginners: The Complete Guide
    Everything You Need to {VT}
    {GT}: The Complete {Y} Guide""",
    tried="""I Tried {GT} for {Dur}
    I {PT} for {Dur} (Honest Results)
    I Tried to {VT} in {D} Days
    What {Dur} of {GT} Taught Me
    I {PT} and Here's What Happened
    I Spent {Dur} {GT}
    I {PT} So You Don't Have To
    I {PT} With Only ${S}
    My First Time {GT}""",
    explained="""{GT} Explained in {M} Minutes
    {GT}, Explained Simply
    Learn to {VT} in {M} Minutes
    {GT} Explained for Complete Beginners
    What It Really Takes to {VT}
    The Science of {GT}
    {GT} in {M} Minutes ({H})""",
    hype="""{GT} Will CHANGE YOUR LIFE (Seriously)
    I {PT} and THIS HAPPENED!
    STOP {GT} Until You WATCH THIS!
    The INSANE Way to {VT}!
    How to {VT} FAST (It's CRAZY EASY)
    The SHOCKING TRUTH About {GT}
    {VT} in {D} DAYS?! (INSANE RESULTS)
    NOBODY Tells You THIS About {GT}!
    You WON'T BELIEVE How Easy It Is to {VT}!""",
    story="""How I Learned to {VT}
    What I Learned From {GT}
    The Truth About {GT}
    Why I Started {GT}
    How {GT} Changed My Life
    The Day I Decided to {VT}
    {GT}: {H}
    I Couldn't {VT}. Then I Tried This
    {GT} Was Not What I Expected""",
    contrarian="""Don't {VT} Until You Watch This
    Why You Shouldn't {VT} (Yet)
    You Don't Need Talent to {VT}
    Stop Overthinking It: Just {VT}
    {GT} Is Easier Than You Think
    The Hard Truth About {GT}
    Everyone Is Wrong About {GT}
    Why I Stopped {GT}""",
    versus="""{GT}: Expectation vs Reality
    {GT}: Beginner vs Pro
    {GT}: Day 1 vs Day {D}
    The Cheap vs Expensive Way to {VT}
    {GT}: Fast Way vs Right Way""",
)

VERSUS = frame(
    "versus",
    "two",
    5,
    False,
    "{X} vs {X2}:",
    """{x} vs {x2}
    {x} vs {x2}
    {x} vs {x2}
    {x} or {x2}
    {x} versus {x2}
    {x} compared to {x2}
    comparing {x} and {x2}
    {x} vs {x2} which is better
    {x} vs. {x2}
    why I switched from {x} to {x2}
    switching from {x} to {x2}
    the difference between {x} and {x2}""",
    plain="""{X} and {X2}: A Comparison
    Comparing {X} and {X2}
    {X} Next to {X2}: What Differs""",
    howto="""How to Choose Between {X} and {X2}
    {X} or {X2}: How to Decide""",
    list="""{N} Differences Between {X} and {X2}
    {X} vs {X2}: {N} Things to Know
    {N} Reasons I Picked {X} Over {X2}""",
    mistakes="""{X} vs {X2}: The Mistake Most People Make
    Choosing {X} Over {X2} Was a Mistake""",
    question="""{X} vs {X2}: Which Should You Choose?
    {X} or {X2}: Which Is Better in {Y}?
    {X} vs {X2}: Is There a Clear Winner?
    Should You Pick {X} or {X2}?
    {X} or {X2}?""",
    guide="""{X} vs {X2}: A Beginner's Guide
    {X} vs {X2}: The Complete {Y} Guide""",
    tried="""I Tried {X} and {X2} for {Dur}
    {X} vs {X2}: What {Dur} Taught Me
    I Switched From {X} to {X2} for {Dur}
    I Tested {X} Against {X2}""",
    explained="""{X} vs {X2} Explained in {M} Minutes
    {X} vs {X2} in {M} Minutes
    {X} vs {X2}, Explained Simply
    The Real Difference Between {X} and {X2}""",
    hype="""{X} vs {X2}: The Winner Will SHOCK You!
    {X} vs {X2}: The INSANE Difference!
    STOP Using {X} Until You Try {X2}!""",
    story="""{X} vs {X2}: The Honest Truth
    Why I Left {X} for {X2}
    {X} vs {X2}: What I Wish I Knew Sooner
    I Loved {X}. Then I Met {X2}""",
    contrarian="""{X} vs {X2}: Everyone Is Wrong
    Forget {X}. Try {X2} Instead
    You Don't Need {X} or {X2}""",
    versus="""{X} vs {X2}
    {X} vs {X2}: An Honest Comparison
    {X} vs {X2}: The Final Verdict
    {X} vs {X2} After {D} Days
    {X} vs {X2} (Side by Side)""",
)
