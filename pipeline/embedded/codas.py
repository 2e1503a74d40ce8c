"""What follows a topic after a colon or question mark, by style: a seeded generator in, a pattern out.

Brackets hold alternatives; slots are those of `frame`. With a few codas for each style only 57% of ideas got
five distinct titles (the birthday problem), so there are hundreds, many of them short: a long idea leaves
little room.
"""

import random
import re

_BRACKET = re.compile(r"\[([^\]]*)\]")
_MARKS = re.compile(r"[\[\]|]")
_MANNER = "Quiet|Simple|Slow|Short|Calm|Gentle|Practical|Relaxed|Brief|Friendly|Closer|Careful"
_KIND = "Look|Tour|Diary|Walkthrough|Introduction|Overview|Story|Film"
_CODAS = {
    "plain": f"""
        A [{_MANNER}] [{_KIND}]
        A [{_MANNER}] [{_KIND}]
        [Notes|Thoughts|Scenes|Lessons] From [a Quiet Day|Home|a Long Week|My Desk|Last Year|the Road]
        [Step by Step|From the Start|Plain and Simple|Day by Day|In Detail]
        [Part|Episode|Day] [1|2|3]
        [My|A|The] [Notes|Diary|Record|Journal] [of {{Dur}}|in {{N}} Parts|From {{Dur}}]""",
    "howto": """
        How I [Do|Plan|Learned|Started] [Everything|It All] [in {M} Minutes|on a Budget|in {Dur}|From Scratch]
        How to [Start|Begin|Get Started|Improve] [Today|This Week|in {Y}|in {M} Minutes|From Zero|With ${S}]
        How to Get [Started|Better|Good] [Today|This Week|in {Y}|in {D} Days|With ${S}|Fast|Without Stress]
        How I [Got Started|Stay Sane|Keep Going|Make Time|Make It Work|Do It]
        How to Do It [Right|Better|Alone|Cheaply|Safely|Yourself|Well|Without Stress|on a Budget]
        My [Easy|Simple|Cheap|Weekly|Lazy|Daily] {N}-Step [Method|Plan|Routine|System]""",
    "list": """
        {N} [Lessons|Tips|Facts|Rules|Ideas|Tricks|Secrets|Questions|Myths|Truths|Reasons|Hacks]
        {N} [Hard|Small|Honest|Surprising|Simple|Strange|Useful|Quick] [Lessons|Tips|Facts|Truths|Tricks|\
            Rules|Ideas]
        {N} Things [to Know|I Learned|I Love|I Regret|to Try|to Avoid|I Would Change|That Surprised Me]
        {N} Things [Nobody Tells You|I Wish I Knew|Everyone Should Know|Worth Knowing|You Never Noticed]
        [My|The] [Top {N}|{N} Favorite|{N} Best|{N} Weirdest] [Moments|Lessons|Tricks|Ideas|Surprises|\
            Questions]""",
    "mistakes": """
        {N} Mistakes [I Made|to Avoid|I Regret|Beginners Make|You Can Fix|I Keep Making|Everyone Makes]
        My [Biggest|Worst|Dumbest|Costliest|Funniest|First] [Mistake|Mistakes|Failure|Regret]
        What [I|We|Beginners|Most People|Experts|Almost Everyone] [Got|Get|Still Get] Wrong
        The Mistake [Everyone|Nearly Everyone|Every Beginner|Almost Nobody] [Makes|Regrets|Notices]
        [Avoid|Stop Making|Watch Out for] These {N} Mistakes
        The {N} [Worst|Biggest|Most Common|Costliest] Mistakes""",
    "question": """
        {Is} {It} [Worth It|Worth the Hype|Worth the Money|Overrated|Underrated|Too Hard|Any Good|for You]?
        {Is} {It} [Worth It|Worth the Hype|Worth the Money|Too Late|Possible|Still Worth It] in {Y}?
        {Does} {It} [Really|Actually|Still|Even] [Work|Matter|Help|Pay Off|Make Sense]?
        [Can|Should] [You|We|Anyone|Beginners] [Do It|Do Better|Try It|Learn It|Do It in {Y}]?
        [Would|Could|Will] You [Try It|Dare|Survive|Do It|Believe It]?
        What [Really Happens|Went Wrong|Comes Next|Is Going On|Did I Learn|Do Experts Say|Is the Point|\
            Is the Catch]?""",
    "guide": """
        [A|The] [Complete|Simple|Practical|Full|Friendly|Beginner's|Quick] [Guide|Handbook|Roadmap]
        [A|The] [Complete|Simple|Practical|Full|Beginner's|Quick] [Guide|Roadmap] ({Y})
        The [Ultimate|Definitive|Only] [Guide|Handbook] You [Need|Will Need|Need in {Y}]
        Everything You Need to Know [First|in {Y}|Today|Before You Start|in {M} Minutes]
        [Beginner|Starter|Survival|Field|Pocket] Guide [({Y})|for {Y}]
        [All the Basics|The Essentials|From Zero to Hero|A Full Course] [({Y})|in {M} Minutes|\
            for Beginners]""",
    "tried": """
        [Honest|Surprising|Final|Real|Early|Mixed] [Results|Lessons] [After {Dur}|From {Dur}]
        [My|A] {D}-Day [Experiment|Test|Challenge|Diary|Trial|Project]
        What {Dur} Taught Me
        I [Tried|Tested|Did|Lived] It for {Dur}
        [I Tried It|I Tested It|My Test|My Experiment|My Honest Review|My Results|I Gave It a Try]
        I [Spent|Paid] ${S}. [Was It Worth It?|No Regrets|Never Again|Here's What Happened]
        [After {Dur}|{Dur} Later], [My Verdict|My Review|My Results|the Truth|an Update|I'm Hooked]""",
    "explained": """
        Explained in {M} Minutes
        Explained [Simply|Clearly|Slowly|Quickly|to Kids|to Grandma|With {N} Examples|in Plain English|\
            Step by Step]
        [The|My|Your] {M}-Minute [Explanation|Explainer|Lesson|Introduction|Summary]
        The [Science|Logic|Math|Idea|Facts|Basics|Theory] [in {M} Minutes|Explained|Made Simple|\
            in Plain Words]
        [Finally|Briefly|Fully|Properly] [Explained|Understood|Made Simple|Made Clear]
        What [Science|Research|History|an Expert|the Data] [Says|Shows|Can Tell Us|Tells Us]""",
    "hype": """
        [This Is|It's] [INSANE|CRAZY|UNREAL|WILD|SHOCKING|GENIUS|EPIC|UNBELIEVABLE]!
        [This Is|It's] [INSANE|CRAZY|UNREAL|WILD|SHOCKING|GENIUS] [(Watch This)|(Must Watch)|({Y})]
        NOBODY [Tells You|Talks About|Expected|Warned Me About] THIS!
        You [WON'T BELIEVE|NEED to See|MUST See|HAVE to Try|Will LOVE] THIS!
        [INSANE|CRAZY|SHOCKING|UNREAL|WILD|EPIC] [RESULTS|ENDING|TWIST|DETAILS|FACTS|STORY]!
        WATCH This [FIRST|NOW|BEFORE You Start|Until the END]!
        {N} [INSANE|CRAZY|SHOCKING|UNREAL|WILD|EPIC] [Facts|Tricks|Secrets|Moments|Details|Hacks]!""",
    "story": """
        The [Full|Real|Untold|Strange|True|Whole|Secret|Inside|Surprising|Funny|Unlikely|Sad|Hidden|\
            Human] Story
        How {It} [Changed My Life|Changed Everything|All Began|Ended|Saved Me|Surprised Me|Won Me Over]
        What I [Learned|Found|Saw|Discovered|Remember] [in {Dur}|Along the Way|After {Dur}|in the End|\
            That Day]
        [A|My] [Love|True|Long|Family|Short|Success] Story
        [My|Our] [Long|Strange|Slow|Wild|Quiet|Messy|Lucky] [Journey|Adventure|Road|Year|Night|Morning]
        [Confessions|Memories|Lessons] [of a Beginner|After {Dur}|From {Dur}|From the Start]""",
    "contrarian": """
        [An Unpopular|A Controversial|My Honest|A Different|A Harsh|A Blunt] [Opinion|Take|View|Verdict]
        (Not What You [Think|Expect|Imagine|Heard|Were Told])
        [Don't|Never] [Start|Bother|Try It] [Before|Until] You [Watch|See|Hear] This
        [Everyone|Nearly Everyone|The Internet|Your Teacher|Hollywood] [Is|Was] Wrong
        [Why I Quit|Why I Disagree|Never Again|I Was Wrong|Change My Mind|Forget the Rules|Stop Worrying]
        [The Dark Side|The Problem|The Ugly Truth|The Catch|The Downside] [Nobody Mentions|\
            Nobody Shows You|in {Y}]""",
    "versus": """
        [Expectation|Theory|Dream|Plan] vs [Reality|Real Life]
        [Myth|Fiction|Rumor|Hype|Legend] vs [Reality|Fact|Science|Truth]
        Day 1 vs Day {D}
        Week 1 vs Week {N}
        [Cheap|Fast|Lazy|Easy|Old|Wrong] Way vs [Right Way|Best Way|Hard Way|Slow Way]
        [Beginner|Amateur|Rookie|Student] vs [Pro|Expert|Master|Champion]
        [Before vs After|Then vs Now|Cheap vs Expensive|Morning vs Night|Fast vs Slow|Online vs Real Life]""",
}
CODAS = {style: tuple(line.strip() for line in block.strip().splitlines()) for style, block in _CODAS.items()}


def draw(rng: random.Random, line: str) -> str:
    """A line with one alternative taken from each bracket."""
    return _BRACKET.sub(lambda match: rng.choice(match.group(1).split("|")).strip(), line)


def draw_coda(rng: random.Random, style: str) -> str:
    """A coda of a style; its slots are still open."""
    return draw(rng, rng.choice(CODAS[style]))


def coda_words() -> tuple[str, ...]:
    """The text of all codas, for the vocabulary."""
    return tuple(_MARKS.sub(" ", line) for lines in CODAS.values() for line in lines)
